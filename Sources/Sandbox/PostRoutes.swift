// Which call is which: the bases of the four services and the templates of their paths. The table is the one
// place that says whether a call needs `?token=`. A path that is in no base is the web server's 404; a path
// that is in a base and in no template is the gateway's 401, even with a right bearer (U§2).

enum PostBase: String {
  case ecom = "/ecom/0.0.1/"
  case forms = "/forms/ecom/0.0.1/"
  case tracking = "/status-tracking/0.0.1/"
  case classifier = "/address-classifier-ws/"

  /// What the endpoint names of this base begin with.
  var label: String {
    switch self {
    case .ecom: return ""
    case .forms: return "forms/"
    case .tracking: return "tracking/"
    case .classifier: return "classifier/"
    }
  }
}

/// One call on its way to a handler.
struct PostCall {
  let request: SandboxRequest
  let parameters: [String: String]
  var owner: Int
  let now: SandboxTime

  func parameter(_ name: String) -> String { parameters[name] ?? "" }

  /// The body as a JSON document.
  func body() throws(PostRefusal) -> JSONValue {
    guard let value = JSONValue(parsing: request.body) else {
      throw PostRefusal(status: 400, code: nil, message: "Malformed JSON request")
    }
    return value
  }

  func object() throws(PostRefusal) -> [String: JSONValue] {
    guard let members = try body().members else { throw .bad("A JSON object is expected") }
    return members
  }
}

struct PostRoute: Sendable {
  typealias Handler = @Sendable (PostService) -> (PostCall) throws -> SandboxResponse

  struct Found {
    var base: PostBase?
    var route: PostRoute?
    var parameters: [String: String] = [:]
    var methodUnknown = false
    var endpoint: String
  }

  let base: PostBase
  let method: String
  let template: String
  let needsToken: Bool
  let handler: Handler
  private let segments: [Substring]

  init(
    _ base: PostBase, _ method: String, _ template: String, token: Bool = true, _ handler: @escaping Handler
  ) {
    self.base = base
    self.method = method
    self.template = template
    self.handler = handler
    needsToken = token && (base == .ecom || base == .forms)
    segments = template.split(separator: "/")
  }

  static func find(_ request: SandboxRequest) -> Found {
    let bases: [PostBase] = [.ecom, .forms, .tracking, .classifier]
    guard let base = bases.first(where: { request.path.hasPrefix($0.rawValue) }) else {
      return Found(endpoint: "\(request.method) (elsewhere)")
    }
    let path = request.path.dropFirst(base.rawValue.count).split(separator: "/")
    var methodUnknown = false
    for route in table where route.base == base {
      guard let parameters = route.match(path) else { continue }
      if route.method == request.method {
        let endpoint = "\(route.method) \(base.label)\(route.template)"
        return Found(base: base, route: route, parameters: parameters, endpoint: endpoint)
      }
      methodUnknown = true
    }
    return Found(
      base: base, methodUnknown: methodUnknown, endpoint: "\(request.method) \(base.label)(unknown)")
  }

  private func match(_ path: [Substring]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, part) in zip(segments, path) {
      if segment.hasPrefix("{") {
        parameters[String(segment.dropFirst().dropLast())] = String(part)
      } else if segment != part {
        return nil
      }
    }
    return parameters
  }

  private static let table: [PostRoute] = addressAndClientRoutes + shipmentRoutes + groupRoutes + otherRoutes

  private static let addressAndClientRoutes: [PostRoute] = [
    PostRoute(.ecom, "POST", "addresses", token: false, PostService.createAddress),
    PostRoute(.ecom, "GET", "addresses/{id}", token: false, PostService.address),
    PostRoute(.ecom, "PUT", "addresses/description/{id}", token: false, PostService.describeAddress),
    PostRoute(
      .ecom, "GET", "addresses/availability-checking/from/{from}/to/{to}", token: false,
      PostService.availability),
    PostRoute(.ecom, "POST", "clients", PostService.createClient),
    PostRoute(.ecom, "GET", "clients/phone", PostService.clientsWithPhone),
    PostRoute(.ecom, "GET", "clients/external-id/{id}", PostService.clientWithExternalID),
    PostRoute(.ecom, "GET", "clients/{uuid}", PostService.client),
    PostRoute(.ecom, "PUT", "clients/{uuid}", PostService.changeClient),
    PostRoute(.ecom, "GET", "phones/UA/prohibited", PostService.prohibitedPhones),
    PostRoute(.ecom, "GET", "phones/UA/prohibited/{phone}", PostService.prohibitedPhone),
  ]

  private static let shipmentRoutes: [PostRoute] = [
    PostRoute(.ecom, "POST", "shipments", PostService.createShipment),
    PostRoute(.ecom, "GET", "shipments/{s}", PostService.shipment),
    PostRoute(.ecom, "GET", "shipments/barcode/{s}", PostService.shipment),
    PostRoute(.ecom, "PUT", "shipments/{s}", PostService.changeShipment),
    PostRoute(.ecom, "PUT", "shipments/barcode/{s}", PostService.changeShipment),
    PostRoute(.ecom, "DELETE", "shipments/{s}", PostService.deleteShipment),
    PostRoute(.ecom, "GET", "shipments/{s}/lifecycle", PostService.shipmentLifecycle),
    PostRoute(
      .ecom, "GET", "shipments/barcode/{s}/isPriceChangedInPostOffice", PostService.priceChangedAtOffice),
    PostRoute(.ecom, "DELETE", "shipments/{s}/shipment-group", PostService.removeFromGroup),
    PostRoute(.ecom, "GET", "shipments/shipment-group/{g}", PostService.shipmentsOfGroup),
    PostRoute(.ecom, "POST", "domestic/delivery-price", token: false, PostService.deliveryPrice),
    PostRoute(
      .ecom, "GET", "transfers/shipment-postpays/{barcode}/with-recipient", PostService.postPayTransfer),
  ]

  private static let groupRoutes: [PostRoute] = [
    PostRoute(.ecom, "POST", "shipment-groups", PostService.createGroup),
    PostRoute(.ecom, "GET", "shipment-groups/clients/{client}", PostService.groupsOfClient),
    PostRoute(.ecom, "GET", "shipment-groups/{g}", PostService.group),
    PostRoute(.ecom, "PUT", "shipment-groups/{g}", PostService.changeGroup),
    PostRoute(.ecom, "POST", "shipment-groups/{g}/shipments", PostService.createShipmentsInGroup),
    PostRoute(.ecom, "PUT", "shipment-groups/{g}/shipments", PostService.assignManyToGroup),
    PostRoute(.ecom, "GET", "shipment-groups/{g}/shipments", PostService.shipmentsOfGroup),
    PostRoute(.ecom, "GET", "shipment-groups/{g}/shipments-count", PostService.countOfGroup),
    PostRoute(.ecom, "POST", "shipment-groups/{g}/shipments/{s}", PostService.assignToGroup),
  ]

  private static let otherRoutes: [PostRoute] = [
    PostRoute(.forms, "GET", "shipments/{s}/sticker", PostService.sticker),
    PostRoute(.forms, "GET", "shipments/{s}/label", PostService.sticker),
    PostRoute(.forms, "GET", "shipments/sticker/parcel/{barcode}", PostService.parcelSticker),
    PostRoute(.forms, "POST", "shipments/stickers-by-barcodes", PostService.stickersByBarcodes),
    PostRoute(.forms, "GET", "shipment-groups/{g}/sticker", PostService.groupSticker),
    PostRoute(.forms, "GET", "shipment-groups/{g}/form103a", PostService.groupForm),
    PostRoute(.tracking, "GET", "statuses", PostService.statuses),
    PostRoute(.tracking, "GET", "statuses/last", PostService.lastStatus),
    PostRoute(.tracking, "POST", "statuses", PostService.statusesOfMany),
    PostRoute(.tracking, "POST", "statuses/last", PostService.lastStatusesOfMany),
    PostRoute(.tracking, "POST", "statuses/with-not-found", PostService.statusesWithNotFound),
    PostRoute(.tracking, "POST", "statuses/last/with-not-found", PostService.lastStatusesWithNotFound),
    PostRoute(.tracking, "GET", "barcodes/{b}/route", PostService.trackingRoute),
    PostRoute(.tracking, "GET", "barcodes/{b}/route/in-lang/{lang}", PostService.trackingRoute),
    PostRoute(.classifier, "GET", "get_regions_by_region_ua", PostService.classifierRegions),
    PostRoute(
      .classifier, "GET", "get_city_by_region_id_and_district_id_and_city_ua", PostService.classifierCities),
    PostRoute(.classifier, "GET", "get_postcode_by_city_id", PostService.classifierPostcodes),
    PostRoute(.classifier, "GET", "get_city_details_by_postcode", PostService.classifierCityDetails),
    PostRoute(.classifier, "GET", "get_address_by_postcode", PostService.classifierAddresses),
    PostRoute(.classifier, "GET", "get_postoffices_by_postindex", PostService.classifierPostOffices),
    PostRoute(.classifier, "GET", "get_courierarea_by_postindex", PostService.classifierCourierArea),
  ]
}
