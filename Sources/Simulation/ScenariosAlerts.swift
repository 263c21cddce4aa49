// Scenarios of telling the owner: once, whatever crashes; again only when it surely came to nothing; and never a word of
// a customer.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine
internal import Ukrposhta

extension Scenario {
  /// A life begins at eight in the morning.
  private static func told(
    digestAt: Int = 23 * 60, _ change: (inout AlertPolicy) -> Void = { _ in }
  ) -> AlertPolicy {
    var policy = AlertPolicy()
    policy.command = ["mail", "owner@example.com"]
    policy.format = .text
    policy.digestAt = digestAt
    policy.checkEvery = .seconds(30)
    policy.unreachableAfter = .seconds(600)
    change(&policy)
    return policy
  }

  private static let tenPastEight = 8 * 60 + 10
  private static let notification = "POST notifications/send"

  static let alerts: [Scenario] = [
    Scenario("digest-is-told-once", minutes: 18, alerts: told(digestAt: tenPastEight)) { life in
      life.orderWithoutPostcode()
    } expect: { life in
      life.mustHaveOne(0)
      let messages = life.world.messages
      life.must(messages.count <= 1, "\(messages.count) digests on one day")
      if life.isUndisturbed { life.must(messages.count == 1, "no digest") }
      for message in messages {
        life.must(message.contains(life.card(0)?.number ?? "-"), "the digest lacks the order's number")
        for word in ["Шевченко", "Оксана", "671234567", "Садова"] {
          life.must(!message.contains(word), "the digest tells of a customer")
        }
      }
    },

    Scenario("digest-command-fails-twice", minutes: 24, alerts: told(digestAt: tenPastEight)) { life in
      life.world.messageEndings = [.exited(code: 75, complaint: "try later"), .notStarted("no such file")]
      life.orderWithoutPostcode(until: 1200)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.world.messages.count <= 1, "told twice")
      if life.isUndisturbed {
        life.must(life.world.messageCalls == 3, "\(life.world.messageCalls) tries, not 3")
        life.must(life.world.messages.count == 1, "given up too early")
      }
    },

    Scenario("digest-command-hangs", minutes: 18, alerts: told(digestAt: tenPastEight)) { life in
      life.world.messageEndings = [.unclear("killed for taking too long")]
      life.orderWithoutPostcode()
    } expect: { life in
      life.mustHaveOne(0)
      // Perhaps it was told.
      if life.isUndisturbed { life.must(life.world.messageCalls == 1, "repeated after an unclear end") }
    },

    Scenario("nothing-to-say-is-not-said", alerts: told(digestAt: tenPastEight)) { life in
      life.order(at: 30)
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.world.messages.isEmpty, "a digest of nothing: \(life.world.messages)")
    },

    Scenario("refused-cabinet-is-told-and-its-end", minutes: 26, alerts: told()) { life in
      life.spoilFirstSecret(mendedAt: 660)
    } expect: { life in
      life.mustHaveOne(0)
      let messages = life.world.messages
      life.must(messages.count <= 2, "\(messages.count) messages about one cabinet")
      guard life.isUndisturbed else { return }
      life.must(messages.first?.contains("company") == true, "the cabinet is not named: \(messages)")
      life.must(messages.last?.contains("знову приймаються") == true, "its end is not told: \(messages)")
    },

    Scenario("long-outage-of-the-crm-is-told-and-its-end", minutes: 40, alerts: told()) { life in
      life.order(at: 30)
      life.whenMade(0)
      life.outage(.crm, from: 122, until: 122 + 1200)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.world.messages.count <= 2, "\(life.world.messages.count) messages about one outage")
      guard life.isUndisturbed else { return }
      life.must(life.world.messages.count == 2, "not told: \(life.world.messages)")
      life.must(life.world.messages.first?.contains("CRM не відповідає") == true, "\(life.world.messages)")
    },

    Scenario("full-disk-is-told-though-nothing-is-written", minutes: 30, alerts: told()) { life in
      life.order(at: 30)
      life.at(200) { $0.world.isDiskFull = true }
      life.order(at: 210, cabinet: 1)
      life.at(700) { $0.world.isDiskFull = false }
      life.whenMade(0)
      life.after(701) { $0.whenMade(1) }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      guard life.isUndisturbed else { return }
      life.must(life.world.messages.count == 2, "not told: \(life.world.messages)")
    },

    Scenario("staff-is-told-once-though-the-answer-is-lost", minutes: 18, alerts: inTheCRM) { life in
      life.faults(.first(1, notification, .dropAfterEffect))
      life.orderWithoutPostcode()
    } expect: { life in
      life.mustHaveOne(0)
      let told = life.world.crm.audit.notifications.count
      life.must(told <= 1, "staff was told \(told) times")
      if life.isUndisturbed { life.must(told == 1, "staff was not told") }
    },

    Scenario("staff-is-told-after-a-refusal-that-passes", minutes: 24, alerts: inTheCRM) { life in
      life.faults(.first(1, notification, .tooManyRequests(retryAfterSeconds: 2)))
      life.orderWithoutPostcode(until: 1200)
    } expect: { life in
      life.mustHaveOne(0)
      let told = life.world.crm.audit.notifications.count
      life.must(told <= 1, "staff was told \(told) times")
      if life.isUndisturbed { life.must(told == 1, "staff was not told") }
    },
  ]

  private static let inTheCRM = told(digestAt: tenPastEight) { policy in
    policy.command = nil
    policy.crmGroups = ["superadmins"]
  }
}

extension Life {
  /// An order that waits for a person, who comes at last.
  fileprivate func orderWithoutPostcode(until mended: Int64 = 800) {
    order(at: 30) { $0.address.index = nil }
    at(mended) { life in
      life.world.crm.setAddress(life.id(0), Life.lviv, now: life.now)
      life.whenMade(0)
    }
  }

  fileprivate func spoilFirstSecret(mendedAt seconds: Int64) {
    let right = secrets[0]
    secrets[0] = UkrposhtaSecrets(
      ecomBearer: "00000000-0000-0000-0000-000000000000", trackingBearer: right.trackingBearer,
      token: right.token)
    order(at: 30)
    at(seconds) { life in
      life.secrets[0] = right
      life.restart { _ in }
      life.whenMade(0)
    }
  }
}
