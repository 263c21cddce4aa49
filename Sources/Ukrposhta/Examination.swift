// What `doctor` asks of Ukrposhta: which of a cabinet's three secrets is wrong, and whether the post knows a postcode.
// Every question is a GET and leaves nothing behind.
//
// What a newcomer gets wrong: bearer and token are refused by the same call. The classifier takes the same eCom bearer and
// no token (ukrposhta-api.md sections 1 and 10), so that asking both tells which of the two it was.
import HTTPTransport
public import ShippingCore

/// What the two secrets of the eCom API turned out to be.
public enum EcomSecrets: Sendable, Hashable {
  case right
  case wrongBearer
  /// The bearer is right.
  case wrongToken
  /// One of the two, and the service does not let us tell which.
  case wrongOne
  /// No answer that says anything about them.
  case unclear(Failure)
}

extension UkrposhtaCarrier {
  /// `postcode`: any that exists; it is what the classifier is asked about.
  public func examineEcomSecrets(postcode: Postcode, asksClassifier: Bool) async -> EcomSecrets {
    let both = await checkCredentials()
    guard let failure = both.failure else { return .right }
    guard failure.scope == .account else { return .unclear(failure) }
    if asksClassifier {
      switch await knows(postcode) {
      case .done: return .wrongToken
      case .refused(let refusal) where refusal.scope == .account: return .wrongBearer
      default: break
      }
    }
    // A bearer is refused by the gateway, with 401 and nothing else.
    switch failure.httpStatus {
    case 401: return .wrongBearer
    case 403: return .wrongToken
    default: return .wrongOne
    }
  }

  /// `GET get_city_details_by_postcode` of the address classifier. A loaded classifier may answer empty: asked twice.
  public func knows(_ postcode: Postcode) async -> Outcome<Bool> {
    let first = await looksUp(postcode)
    guard case .done(false) = first else { return first }
    return await looksUp(postcode)
  }

  private func looksUp(_ postcode: Postcode) async -> Outcome<Bool> {
    var call = Call(.get, "get_city_details_by_postcode", service: .classifier, token: false, effect: .read)
    call.query = [("postcode", postcode.text)]
    return await exchange.send(call, reading: ClassifierAnswer.self) { (answer) throws(OddAnswer) in
      answer.hasEntry
    }
  }
}

/// `{"Entries":{"Entry":[…]}}`; one hit may be an object, no hit may be anything empty.
private struct ClassifierAnswer: Decodable {
  let hasEntry: Bool

  private struct Something: Decodable {}

  private struct Entries: Decodable {
    let hasEntry: Bool

    private enum Key: String, CodingKey {
      case entry = "Entry"
    }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      if let list = try? members.decode([Something].self, forKey: .entry) {
        hasEntry = !list.isEmpty
      } else {
        hasEntry = (try? members.decode(Something.self, forKey: .entry)) != nil
      }
    }
  }

  private enum Key: String, CodingKey {
    case entries = "Entries"
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    hasEntry = (try? members.decode(Entries.self, forKey: .entries))?.hasEntry ?? false
  }
}
