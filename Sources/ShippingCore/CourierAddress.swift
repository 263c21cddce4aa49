// An address as a courier reads it. The CRM keeps in parts what stands on one line of an envelope, and the post has a
// member for the house number alone: left out, the «корпус» of a house sends the courier to another building.

extension Order.Address {
  /// The street with its type, unless that is part of what was typed.
  var typedStreet: String? {
    guard let street = tidied(street), let type = told(streetType) else { return tidied(street) }
    let words = street.split { $0 == " " || $0 == "." || $0 == "," }.map { $0.lowercased() }
    let known = streetTypes.union([type.lowercased().filter { $0 != "." }])
    let isTyped = [words.first, words.last].contains { $0.map(known.contains) ?? false }
    return isTyped ? street : "\(type) \(street)"
  }

  /// `5 корп. 2`, written as short as the post's member for it needs; nil without a house number.
  var wholeBuilding: String? {
    guard let building = tidied(building) else { return nil }
    let housing = building.lowercased().contains("корп") ? nil : told(housing)
    let house = told(house)
    func whole(_ housingLabel: String, _ houseLabel: String) -> String {
      let parts = [
        building, housing.map { labelled($0, housingLabel, unless: "корп") },
        house.map { labelled($0, houseLabel, unless: "буд") },
      ]
      return parts.compactMap { $0 }.joined(separator: " ")
    }
    let spellings = [whole("корп. ", "буд. "), whole("корп.", "буд."), whole("к.", "буд.")]
    return spellings.first { $0.count <= ShippingLimits.houseCharacters } ?? spellings[0]
  }

  /// Entrance, floor and notes, as long as the post takes them.
  var wayIn: String? {
    let parts = [
      told(block).map { labelled($0, "під’їзд ", unless: "під") },
      told(floor).map { labelled($0, "поверх ", unless: "пов") }, tidied(notes),
    ].compactMap { $0 }
    let limit = ShippingLimits.addressDescriptionCharacters
    return tidied(cut(parts.joined(separator: ", "), characters: limit, units: limit))
  }

  /// A part that is there: the CRM may show a number that nobody entered as 0.
  private func told(_ text: String?) -> String? {
    tidied(text).flatMap { $0 == "0" ? nil : $0 }
  }

  private func labelled(_ text: String, _ label: String, unless beginning: String) -> String {
    text.lowercased().hasPrefix(beginning) ? text : label + text
  }
}

/// Words for a kind of street, as people write them in both languages.
private let streetTypes: Set<String> = [
  "вул", "вулиця", "ул", "улица", "просп", "пр", "пр-т", "пр-кт", "проспект", "пров", "провулок", "пер",
  "переулок",
  "бул", "бульв", "б-р", "бульвар", "пл", "площа", "площадь", "майдан", "шосе", "шоссе", "наб", "набережна",
  "набережная", "узвіз", "спуск", "тупик", "туп", "алея", "аллея", "проїзд", "проезд", "дорога", "лінія",
  "линия",
  "квартал", "мікрорайон", "мікр", "мкр", "м-н", "микрорайон", "жилмасив",
]
