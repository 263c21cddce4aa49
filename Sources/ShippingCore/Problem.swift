// What stops an order and only a person can mend. A problem is data: a stable code, the field it is about,
// and the values its text needs. The texts live in the catalogue, in three languages, and are made when
// they are shown.

/// Stable code of a problem. The raw value is what logs, metrics and `explain` show.
public enum ProblemCode: String, Sendable, Codable, CaseIterable {
  case postcodeMissing = "postcode-missing"
  case postcodeInvalid = "postcode-invalid"
  case cityMissing = "city-missing"
  case streetMissing = "street-missing"
  case buildingMissing = "building-missing"
  case addressTooLong = "address-too-long"
  case nameMissing = "name-missing"
  case nameTooShort = "name-too-short"
  case nameTooLong = "name-too-long"
  case nameHasDigits = "name-has-digits"
  case patronymicMissing = "patronymic-missing"
  case phoneMissing = "phone-missing"
  case phoneInvalid = "phone-invalid"
  /// A courier is to fetch the parcel, and the sender has no street and house.
  case pickUpAddressMissing = "pick-up-address-missing"
  /// A courier is to fetch the parcel from a store that is not at the sender's address.
  case pickUpElsewhere = "pick-up-elsewhere"
  case weightMissing = "weight-missing"
  /// Of one of several packages, when the others do not tell it.
  case packageWeightMissing = "package-weight-missing"
  case weightTooLarge = "weight-too-large"
  /// The weight is too large, and more packages would be no help.
  case orderTooHeavy = "order-too-heavy"
  case sidesMissing = "sides-missing"
  case sidesNotCargo = "sides-not-cargo"
  case tooManyParcels = "too-many-parcels"
  case companyNameMissing = "company-name-missing"
  case companyCodeMissing = "company-code-missing"
  case edrpouInvalid = "edrpou-invalid"
  case taxNumberInvalid = "tax-number-invalid"
  case contragentTypeMissing = "contragent-type-missing"
  case corporateFromIndividual = "corporate-from-individual"
  /// Money is owed, and the payment that is to collect it says 0.
  case codAmountMissing = "cod-amount-missing"
  case codMoreThanDue = "cod-more-than-due"
  case codToCompany = "cod-to-company"
  case codTooLarge = "cod-too-large"
  case codWithoutIBAN = "cod-without-iban"
  case codWithDocument = "cod-with-document"
  case declaredTooLargeForDocument = "declared-too-large-for-document"
  case declaredValueMissing = "declared-value-missing"
  case paymentTypeNotAllowed = "payment-type-not-allowed"
  case storeUnknown = "store-unknown"
  case fieldValueUnknown = "field-value-unknown"
  case countryForeign = "country-foreign"
  /// The order's amounts are not hryvnias.
  case currencyForeign = "currency-foreign"
  /// The order belongs to a shop (site) that the CRM's key has no access to.
  case siteUnknown = "site-unknown"
  /// Ukrposhta refused; its own code and text are in the details.
  case carrierRefused = "carrier-refused"
  /// The parcel was handed over before the order was cancelled or locked.
  case tooLateToWithdraw = "too-late-to-withdraw"
  /// The order wants its TTN withdrawn, and that is one somebody typed, made where our keys do not reach.
  case typedTTNStays = "typed-ttn-stays"
  /// The TTN that somebody typed into the order is no TTN.
  case trackNumberInvalid = "track-number-invalid"
  /// The TTN that somebody typed into the order is that of another order, whose parcel is at its end or withdrawn.
  case trackNumberTaken = "track-number-taken"
  /// The cabinet that made the shipment is not in the configuration any more.
  case cabinetUnknown = "cabinet-unknown"
  /// The order could not be read; the JSON path is in the details.
  case orderUnreadable = "order-unreadable"
  /// The order was changed after its TTN was made, and the change is not on the label.
  case changedAfterShipment = "changed-after-shipment"
  /// The shipment is on a closed manifest or its label is printed: it is not deleted behind the packer's back.
  case printedAlready = "printed-already"
}

public struct Problem: Hashable, Sendable, Codable {
  public var code: ProblemCode
  /// The order's member it is about, as the API names it: `delivery.address.index`.
  public var field: String?
  /// What the text shows besides: a limit, a code, the carrier's own words. Problems are kept in the
  /// ledger, so planning never puts a name, a phone, a tax number or any other typed text here.
  public var details: String?

  public init(_ code: ProblemCode, field: String? = nil, details: String? = nil) {
    self.code = code
    self.field = field
    self.details = details
  }
}
