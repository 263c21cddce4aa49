// One Ukrposhta contract as the file describes it, `defaults` already worked in: what the core decides by,
// and beside it what only the daemon needs. A value here always makes a valid sender; the rules are in
// CabinetReader.swift and SenderReader.swift.
public import ShippingCore

public struct CabinetSettings: Sendable, Equatable {
  public var credentials: CabinetCredentials
  public var labelFormat: LabelFormat
  /// Program and arguments, `{file}` among them; nil = no label is printed.
  public var printCommand: [String]?
  public var policy: CabinetPolicy

  public var id: CabinetID { policy.id }
}

public struct CabinetCredentials: Sendable, Hashable {
  public var ecomBearer: CredentialSource
  /// nil: tracking falls back to the lifecycle that the eCom API tells.
  public var trackingBearer: CredentialSource?
  public var counterpartyToken: CredentialSource
}
