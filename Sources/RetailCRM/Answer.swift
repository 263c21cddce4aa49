// What every answer of the CRM has around its payload: `success`, `errorMsg`, `errors`. Status 200 with
// `success` false is a refusal, and `success` may be missing altogether (retailcrm-api.md section 3). The
// body is decoded once: envelope and payload in one pass.
import Foundation

/// What has to be known besides the bytes to read some payloads.
struct ReadingAids: Sendable {
  static let key = CodingUserInfoKey(rawValue: "RetailCRM.ReadingAids")

  var payments = PaymentStatuses()
  /// The reference book that is being read.
  var reference: ReferenceKind?
}

/// Codes of payment statuses by what they mean.
struct PaymentStatuses: Sendable {
  /// Paid in full.
  var paid: Set<String> = []
  /// The account has them, and they mean anything else: not paid, returned.
  var unpaid: Set<String> = []
}

extension Decoder {
  var aids: ReadingAids {
    ReadingAids.key.flatMap { userInfo[$0] as? ReadingAids } ?? ReadingAids()
  }
}

/// A payload with nothing in it that we need.
struct Nothing: Decodable {
  init(from decoder: any Decoder) throws {}
}

struct Answer<Payload: Decodable>: Decodable {
  /// nil when the member is missing.
  var success: Bool?
  /// `errorMsg` and `errors` as one text.
  var errorText: String?
  /// `errorMsg` alone.
  var errorMessage: String?
  /// nil when the answer says that it failed.
  var payload: Result<Payload, Odd>?

  init(from decoder: any Decoder) throws {
    // An empty list is an empty map inside an answer, but no answer.
    _ = try decoder.container(keyedBy: Member.self)
    let members = try Members(decoder)
    success = try members.flag("success")
    let message = try members.value("errorMsg", ErrorTexts.self)?.all.joined(separator: "; ") ?? ""
    errorMessage = message.isEmpty ? nil : message
    if success != true || errorMessage != nil {
      let texts = try ["errors", "ErrorsList"].compactMap { try members.value($0, ErrorTexts.self) }
      let details = texts.flatMap(\.all).joined(separator: "; ")
      errorText = [message, details].filter { !$0.isEmpty }.joined(separator: ": ")
    }
    if success == false || (success == nil && errorMessage != nil) { return }
    do {
      payload = .success(try Payload(from: decoder))
    } catch {
      payload = .failure(Odd(error, at: decoder.codingPath))
    }
  }
}

/// `errors` in any of its shapes, as texts: `name: name must be provided`.
struct ErrorTexts: Decodable {
  static let deepest = 4
  static let most = 50

  var all: [String]

  init(from decoder: any Decoder) throws {
    switch try Scalar(from: decoder) {
    case .nothing: all = []
    case .text(let text): all = [text]
    case .number(let number): all = [number.description]
    case .flag(let flag): all = [String(flag)]
    case .other: all = decoder.codingPath.count > Self.deepest ? [] : try Self.inside(decoder)
    }
  }

  private static func inside(_ decoder: any Decoder) throws -> [String] {
    var texts: [String] = []
    if var list = try? decoder.unkeyedContainer() {
      while !list.isAtEnd, texts.count < most { texts += try list.decode(ErrorTexts.self).all }
    } else {
      let map = try decoder.container(keyedBy: Member.self)
      for key in map.allKeys.sorted(by: { $0.stringValue < $1.stringValue }).prefix(most) {
        texts += try map.decode(ErrorTexts.self, forKey: key).all.map { "\(key.stringValue): \($0)" }
      }
    }
    return Array(texts.prefix(most))
  }
}
