// The parts of a CRM address with their names in JSON and in history. A newcomer takes `house` for the house number:
// that is `building`; `house` and `housing` are a structure and a block of buildings (R§6).

extension CRMOrderDraft {
  public struct Address: Sendable, Equatable {
    public var index: String?
    public var countryIso: String?
    public var region: String?
    public var city: String?
    public var street: String?
    public var building: String?
    public var flat: String?
    public var floor: String?
    public var block: String?
    public var house: String?
    public var housing: String?
    public var streetType: String?
    public var metro: String?
    public var notes: String?
    /// As typed when there are no parts; otherwise the CRM composes it.
    public var text: String?

    public init(
      index: String? = nil, countryIso: String? = nil, region: String? = nil, city: String? = nil,
      street: String? = nil, building: String? = nil, flat: String? = nil, notes: String? = nil,
      text: String? = nil
    ) {
      self.index = index
      self.countryIso = countryIso
      self.region = region
      self.city = city
      self.street = street
      self.building = building
      self.flat = flat
      self.notes = notes
      self.text = text
    }

    /// The raw value is the name in JSON, and in history after `delivery_address.` (except the country).
    public enum Part: String, Sendable, CaseIterable {
      case index, countryIso, region, city, street, streetType, building, flat, floor, block, house, housing
      case metro, notes, text
    }

    public subscript(part: Part) -> String? {
      get {
        switch part {
        case .index: return index
        case .countryIso: return countryIso
        case .region: return region
        case .city: return city
        case .street: return street
        case .building: return building
        case .flat: return flat
        case .floor: return floor
        case .block: return block
        case .house: return house
        case .housing: return housing
        case .streetType: return streetType
        case .metro: return metro
        case .notes: return notes
        case .text: return text
        }
      }
      set {
        switch part {
        case .index: index = newValue
        case .countryIso: countryIso = newValue
        case .region: region = newValue
        case .city: city = newValue
        case .street: street = newValue
        case .building: building = newValue
        case .flat: flat = newValue
        case .floor: floor = newValue
        case .block: block = newValue
        case .house: house = newValue
        case .housing: housing = newValue
        case .streetType: streetType = newValue
        case .metro: metro = newValue
        case .notes: notes = newValue
        case .text: text = newValue
        }
      }
    }

    /// What the CRM shows as `text`: composed of street, building and flat, or what was typed.
    var shownText: String? {
      guard let street else { return text }
      var shown = street
      if let building { shown += ", буд. \(building)" }
      if let flat { shown += ", кв. \(flat)" }
      return shown
    }
  }
}

extension CRMOrderDraft.Address.Part {
  var historyName: String {
    switch self {
    case .countryIso: return "country"
    case .streetType: return "street_type"
    default: return rawValue
    }
  }
}
