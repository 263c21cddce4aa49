// How a cabinet's delivery module presents itself in the CRM (retailcrm-api.md section 13). All of it is
// optional: what the shop does not say is left as the CRM has it. A module that is not in the vendor's
// catalogue has to bring a logo, and nobody but the shop has a place to serve one from.

public struct ModuleSettings: Hashable, Sendable {
  /// What people see in the list of modules, and what CRM 8 calls the delivery type it makes.
  public var name: String?
  /// https address of an SVG.
  public var logo: String?
  /// `integrationCode`, the family the module belongs to: `moduleCode` has to begin with it.
  public var family: String?
  /// The page that the CRM opens when somebody asks for the module's settings.
  public var accountURL: String?

  public init(
    name: String? = nil, logo: String? = nil, family: String? = nil, accountURL: String? = nil
  ) {
    self.name = name
    self.logo = logo
    self.family = family
    self.accountURL = accountURL
  }
}

extension CabinetPolicy {
  /// The `clientId` of the module. It would authenticate callbacks, of which a module that only polls has
  /// none; so it has to be there, to stay the same and to be nobody else's, and keeps nothing secret.
  public func moduleClientID(crmURL: String) -> String {
    ["client-1", "client-2"].map { version in
      var digest = Digest(version: version)
      digest.add(crmURL)
      digest.add(moduleCode)
      return digest.text
    }.joined()
  }
}
