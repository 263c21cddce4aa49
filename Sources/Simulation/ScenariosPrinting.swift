// Scenarios of a printer that does not do what it should, and of labels that are void: no label is lost for good, none is
// printed twice, and none lies where the packers look that must not be used.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let printers: [Scenario] = [
    Scenario("printer-off-for-the-night", minutes: 140, sweeps: false, adjust: prints) { life in
      life.world.printEndings = Array(repeating: .exited(code: 1, complaint: "no printer"), count: 16)
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0)
      life.at(2400) { life in
        guard life.isUndisturbed else { return }
        let counted = life.ledgerEntry(0)?.marks.contains(.labelNotPrinted)
        life.must(counted == true, "nobody is told that the label was not printed")
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBePrinted(0, atLeast: life.isUndisturbed ? 1 : 0)
      life.must(life.card(0)?.errorText == nil, "a failing printer is shown as an error of the order")
      if life.isUndisturbed {
        life.must(life.ledgerEntry(0)?.marks.isEmpty == true, "a printed label is said to be missing")
      }
    },

    Scenario("printer-that-hangs-takes-few-labels-with-it", minutes: 90, sweeps: false, adjust: prints) {
      life in
      life.world.printEndings = Array(repeating: .unclear("killed for taking too long"), count: 100)
      for _ in 0..<6 { life.order(at: 30, judgedByScenario: true) }
      for order in 0..<6 { life.whenMade(order) }
      life.at(3600) { life in
        let tried = life.world.printCalls
        life.must(!life.isUndisturbed || tried <= 3, "\(tried) labels were risked on a printer that hangs")
        life.world.printEndings = []
        for order in 0..<6 {
          life.everyMinute(from: 10, until: { $0.isPrinted(order) }) { life in
            let id = OrderID(life.id(order))
            life.ask { _ = try await $0.retry(id) }
          }
        }
      }
    } expect: { life in
      for order in 0..<6 {
        life.mustHaveOne(order)
        life.must(life.isPrinted(order), "the label of order \(order) was never printed")
      }
    },

    Scenario("slow-printer-holds-up-nobody-else", minutes: 40, sweeps: false, adjust: printsInTwo) { life in
      life.world.printMilliseconds = 29_000
      for number in 0..<20 { life.order(at: 30, cabinet: number % 2, judgedByScenario: true) }
      life.order(at: 150, cabinet: 2)
      life.at(300) { life in
        life.must(!life.isUndisturbed || life.isMade(20), "an order waited for the printers of others")
      }
      life.at(151) { $0.whenMade(20) }
    } expect: { life in
      life.mustHaveOne(20)
      for order in 0..<20 { life.mustBePrinted(order, atLeast: life.isUndisturbed ? 1 : 0) }
    },

    Scenario("cancelled-right-at-the-print", minutes: 24, adjust: locksAtPrint) { life in
      life.order(at: 30, judgedByScenario: true)
      life.when("the label comes out", { $0.isPrinted(0) }) { life in
        life.noted["printed"] = life.made(0).last?.barcode
        life.cancel(0)
      }
    } expect: { life in
      let barcode = life.noted["printed"]
      life.must(
        life.live(0).contains { $0.barcode == barcode }, "a parcel whose label is on paper was deleted")
      life.must(life.calls(Endpoint.delete) == 0, "a parcel whose label is on paper was to be deleted")
    },

    Scenario("withdrawn-label-leaves-the-spool", minutes: 34, adjust: attaches) { life in
      // The CRM does not take the first of the calls that remove it from the order's files.
      life.faults(
        FaultPlan.Rule(endpoint: "POST files/{id}/delete", .serverError(), .calls(from: 1, count: 2)))
      life.order(at: 30)
      life.when("the label is attached", { $0.isAttached(0) }) { life in
        life.noted["first"] = life.live(0).first?.barcode
        life.lock(0)
        life.when(
          "it is withdrawn, and its label", { $0.live(0).isEmpty && $0.card(0)?.files.isEmpty == true })
      }
    } expect: { life in
      life.mustHaveNone(0)
      life.must(
        life.card(0)?.files.isEmpty == true, "void labels among the files: \(life.card(0)?.files ?? [])")
      let barcode = life.noted["first"] ?? "-"
      life.must(life.labelFiles(barcode).isEmpty, "void labels lie in the spool: \(life.labelFiles(barcode))")
    },

    // The label of the evening is changed after midnight.
    Scenario(
      "changed-label-leaves-the-folder-of-its-day", minutes: 50, startsLateSeconds: 16 * 3600 - 1200,
      adjust: attaches
    ) { life in
      life.order(at: 30)
      life.whenMade(0)
      life.at(2000) { $0.setWeight(0, 1500) }
      life.at(2001) { life in
        life.when(
          "the new label is there",
          { life in
            life.live(0).first?.weight == 1500
              && life.live(0).first.map { life.labelFiles($0.barcode) == ["2026-11-24"] } == true
              && life.card(0)?.files.map { $0.hasSuffix("(2).pdf") } == [true]
          })
      }
    } expect: { life in
      life.mustHaveOne(0)
      let files = life.live(0).first.map { life.labelFiles($0.barcode) } ?? []
      life.must(files == ["2026-11-24"], "labels of one shipment lie in the folders of \(files)")
      let attached = life.card(0)?.files ?? []
      life.must(attached.count == 1, "the order has the labels \(attached)")
    },
  ]

  private static let attaches = everywhere { $0.attachesLabel = true }
  private static let prints = everywhere { $0.printsLabel = true }
  private static let printsInTwo = setting { policy in
    for index in 0...1 { policy.cabinets[index].printsLabel = true }
  }
  private static let locksAtPrint = everywhere {
    $0.printsLabel = true
    $0.printLock = .label
  }
}

extension Life {
  fileprivate func isPrinted(_ order: Int) -> Bool {
    guard let barcode = made(order).last?.barcode else { return false }
    return world.prints(of: barcode) > 0
  }

  /// Days in whose folders the spool has a label of this number.
  fileprivate func labelFiles(_ barcode: String) -> [String] {
    world.spool.keys.filter { $0.hasSuffix("-\(barcode).pdf") }
      .map { $0.split(separator: "/").dropLast().last.map(String.init) ?? "" }.sorted()
  }
}
