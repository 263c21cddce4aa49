// For every problem of the catalogue: an order with that defect is not sent, the card says what is wrong in the shop's
// language, the manager mends it, and the order is sent without anybody else; what was shown disappears. They stand
// beside the other scenarios rather than among them, because lived with a crash at every port call they take long.
internal import Sandbox
public import ShippingCore

extension Scenario {
  /// All problems, each in one of the languages.
  public static let mending: [Scenario] = ProblemCode.allCases.enumerated().map { number, code in
    mending(code, in: Language.allCases[number % Language.allCases.count])
  }

  public static func mending(_ code: ProblemCode, in language: Language) -> Scenario {
    let defect = Defect.of(code)
    var scenario = Scenario("problem-\(code.rawValue)", minutes: 24) { life in
      switch defect.moment {
      case .entered: defect.beginBefore(life, in: language)
      case .made: defect.beginAfter(life, in: language)
      }
    } expect: { life in
      if let typed = defect.typedTTN {
        life.must(life.made(0).isEmpty, "a parcel was made beside the typed TTN")
        life.must(life.card(0)?.trackNumber == typed, "the typed TTN was changed")
      } else {
        life.mustHaveOne(0)
      }
      life.must(life.card(0)?.errorText == nil, "the card still says: \(life.card(0)?.errorText ?? "")")
    }
    scenario.adjust = { policy in
      policy.language = language
      defect.adjust(&policy)
    }
    return scenario
  }
}

extension Defect {
  /// Two polls and a sweep: time enough to send what should not be sent.
  private static let patienceSeconds: Int64 = 360

  fileprivate func beginBefore(_ life: Life, in language: Language) {
    plant(life)
    life.order(at: 30, cabinet: cabinet, enter)
    let shown = { (life: Life) in isShown(by: life, in: language) }
    life.when("the problem is seen", problem == nil ? { !$0.orders.isEmpty } : shown) { life in
      life.after(Defect.patienceSeconds) { life in
        life.must(life.made(0).isEmpty, "the order was sent with its defect")
        life.must(problem == nil || shown(life), "the problem is shown no more")
        mend(life)
        life.whenMade(0)
      }
    }
  }

  fileprivate func beginAfter(_ life: Life, in language: Language) {
    life.order(at: 30, cabinet: cabinet, judgedByScenario: typedTTN != nil, enter)
    let isThere = typedTTN == nil ? { $0.isMade(0) } : { (life: Life) in life.card(0)?.deliveryStatus != nil }
    life.when("the order has its TTN", isThere) { life in
      life.noted["barcode"] = life.live(0).first?.barcode
      plant(life)
      life.when("the problem is seen", { isShown(by: $0, in: language) }) { life in
        mend(life)
        life.when("the problem is gone", { $0.card(0)?.errorText == nil }) { life in
          life.must(life.live(0).first?.barcode == life.noted["barcode"], "it is another parcel")
        }
      }
    }
  }

  /// The whole text, as the manager is to read it; texts whose details only the moment knows, without those.
  private func isShown(by life: Life, in language: Language) -> Bool {
    guard let problem, let text = life.card(0)?.errorText else { return false }
    var known = problem
    switch problem.code {
    case .tooLateToWithdraw, .printedAlready, .cabinetUnknown: known.details = life.noted["barcode"]
    case .trackNumberTaken: known.details = life.noted["number"]
    // Which data changed is told in the middle of the sentence.
    case .changedAfterShipment: return text.contains(known.text(in: language).prefix { $0 != "." })
    default: break
    }
    return text.contains(known.text(in: language))
  }
}
