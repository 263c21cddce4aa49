// Scenarios of the label after it was fetched (behaviour.md sections 6 and 8): among the order's files, and out of the
// printer once. Whatever happens there, the parcel is made and withdrawn as if there were neither.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let labels: [Scenario] = [
    attached("label-attached-to-the-order") { life in
      if life.isUndisturbed { life.must(life.calls(Endpoint.upload) == 1, "not one upload") }
    },

    attached("label-upload-answer-lost", .first(1, Endpoint.upload, .dropAfterEffect)) { life in
      if life.isUndisturbed { life.must(life.calls(Endpoint.upload) == 1, "uploaded again without looking") }
    },

    attached("label-upload-never-arrived", .first(2, Endpoint.upload, .dropBefore)) { life in
      if life.isUndisturbed { life.must(life.calls(Endpoint.upload) == 3, "not uploaded until it arrived") }
    },

    attached("label-attach-answer-lost", .first(2, Endpoint.attach, .dropAfterEffect)) { life in
      if life.isUndisturbed { life.must(life.calls(Endpoint.upload) == 1, "uploaded again") }
    },

    Scenario("two-uploads-lost-at-once", minutes: 20, adjust: attaching) { life in
      // Labels of one size: only their bytes tell whose they are.
      life.faults(.first(2, Endpoint.upload, .dropAfterEffect), .first(2, Endpoint.attach, .dropBefore))
      life.order(at: 30)
      life.order(at: 30)
      for order in 0...1 { life.when("label \(order) is attached", { $0.isAttached(order) }) }
    } expect: { life in
      for order in 0...1 {
        life.mustHaveOne(order)
        life.mustBeAttached(order)
      }
      if life.isUndisturbed { life.must(life.calls(Endpoint.upload) == 2, "uploaded again without looking") }
    },

    Scenario("uploads-refused-for-lack-of-money", minutes: 24, adjust: attaching) { life in
      life.world.crm.configure { $0.refusesUploads = true }
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.errorText == nil, "a refused upload is shown as an error of the order")
      let uploads = life.calls(Endpoint.upload)
      life.must(uploads <= (life.isUndisturbed ? 1 : 2), "\(uploads) uploads that are refused all the same")
    },

    Scenario("label-printed-once", minutes: 20, adjust: printing) { life in
      life.order(at: 30)
      life.order(at: 31, cabinet: 1)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      for order in 0...1 {
        life.mustHaveOne(order)
        life.mustBePrinted(order, atLeast: life.isUndisturbed ? 1 : 0)
      }
    },

    Scenario("print-command-fails-at-first", minutes: 24, adjust: printing) { life in
      life.world.printEndings = [
        .exited(code: 1, complaint: "no paper"), .notStarted("no such file"),
        .exited(code: 1, complaint: "no paper"),
      ]
      life.order(at: 30)
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBePrinted(0, atLeast: life.isUndisturbed ? 1 : 0)
    },

    Scenario("print-command-killed-in-the-middle", minutes: 24, adjust: printing) { life in
      life.world.printEndings = [.unclear("ended by signal 9")]
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.world.printCalls <= 1, "a print in doubt was repeated")
    },

    Scenario("label-that-never-comes-delays-no-withdrawal", minutes: 16, sweeps: false) { life in
      life.faults(.first(10_000, Endpoint.label, .serverError()))
      life.order(at: 30, judgedByScenario: true)
      life.when("its TTN is shown", { ($0.card(0)?.trackNumber ?? "") != "" }) { life in
        // By now the label's own retries are minutes apart.
        life.at(500) { life in
          life.cancel(0)
          life.at(660) { life in
            life.must(!life.isUndisturbed || life.live(0).isEmpty, "withdrawn late: the label was waited for")
          }
        }
      }
    } expect: { life in
      life.mustHaveNone(0)
    },
  ]

  private static let attaching = everywhere { $0.attachesLabel = true }
  private static let printing = everywhere { $0.printsLabel = true }

  /// One order whose label ends up among its files, once.
  private static func attached(
    _ name: String, _ faults: FaultPlan.Rule..., expect: @escaping @Sendable (Life) -> Void
  ) -> Scenario {
    Scenario(name, minutes: 20, adjust: attaching) { life in
      for rule in faults { life.faults(rule) }
      life.order(at: 30)
      life.when("the label is attached", { $0.isAttached(0) })
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeAttached(0)
      expect(life)
    }
  }
}

extension Life {
  func isAttached(_ order: Int) -> Bool {
    guard let barcode = live(order).first?.barcode else { return false }
    return card(order)?.files.contains("ТТН \(barcode).pdf") ?? false
  }

  /// The label of the order's own parcel, once, and no other.
  func mustBeAttached(_ order: Int) {
    guard let barcode = live(order).first?.barcode else { return }
    let files = card(order)?.files ?? []
    must(files == ["ТТН \(barcode).pdf"], "order \(order) has the files \(files)")
    let contents = world.crm.attachments(of: id(order)).map { String(decoding: $0, as: UTF8.self) }
    must(contents.allSatisfy { $0.contains(barcode) }, "order \(order) has another parcel's label")
  }

  func mustBePrinted(_ order: Int, atLeast least: Int) {
    guard let barcode = live(order).first?.barcode else { return }
    let prints = world.prints(of: barcode)
    must((least...1).contains(prints), "the label of order \(order) was printed \(prints) times")
  }
}
