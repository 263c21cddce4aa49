// What goes wrong during the demonstration. Each kind is tied to a certain call, so that every demonstration
// shows all of them; the seed adds some by chance. Every delay is shorter than the in-doubt window of the
// demo's pace.
import Sandbox

enum DemoFaults {
  /// The create during which the daemon is killed, counted from 1. Its answer is held back.
  static let killedCreate = 5
  private static let create = "POST shipment-groups/{g}/shipments"

  static let plan = FaultPlan(rules: creates + post + crm + chance)

  private static let creates = [
    post(create, .dropAfterEffect, call: 2),
    post(create, .latency(minimum: 1_500, maximum: 1_500), call: killedCreate),
    post(create, .badGateway(afterEffect: true), call: 8), post(create, .dropBefore, call: 10),
    post(create, .dropAfterEffect, call: 12), post(create, .lateGroup(milliseconds: 1_000), call: 12),
    post(create, .serverError(afterEffect: false), call: 14),
    post(create, .tooManyRequests(retryAfterSeconds: 1), call: 16),
  ]

  private static let post = [
    post("POST clients", .dropAfterEffect, call: 6), post("POST addresses", .badGateway(), call: 9),
    post("GET *sticker", .halfBody, call: 3),
    post("GET *sticker", .unavailable(retryAfterSeconds: nil), call: 6),
    post("DELETE shipments/{s}", .dropAfterEffect, call: 1),
    post("DELETE shipments/{s}", .badGateway(), call: 3),
    post("PUT shipments/{s}", .dropAfterEffect, call: 1),
    post("POST *with-not-found", .halfBody, call: 5), post("POST *with-not-found", .wrongTypes, call: 11),
  ]

  private static let crm = [
    crm("GET orders/history", .unavailable(retryAfterSeconds: nil), call: 4),
    crm("GET orders/history", .badGateway(), call: 12), crm("GET orders/history", .halfBody, call: 18),
    crm("GET orders", .dropBefore, call: 3), crm("GET orders", .halfBody, call: 7),
    crm("POST orders/{id}/edit", .dropAfterEffect, call: 3),
    crm("POST orders/{id}/edit", .unavailable(retryAfterSeconds: 1), call: 9),
    crm("POST *tracking", .dropAfterEffect, call: 2),
    crm("POST *tracking", .badGateway(afterEffect: true), call: 7),
    crm("POST files/{id}/edit", .badGateway(afterEffect: true), call: 2),
  ]

  private static let chance =
    [
      FaultPlan.Rule(.latency(minimum: 5, maximum: 60), .probability(0.3))
    ] + lost

  /// Not of uploads and of questions about prices: after a lost answer they wait half a minute and an hour, longer than
  /// anybody wants to watch.
  private static let lost = [
    (SandboxWorld.Side.post, "POST *"), (.post, "DELETE *"), (.post, "PUT *"),
    (.post, "GET shipment-groups/*"),
    (.post, "GET forms/*"), (.post, "GET shipments/{s}*"), (.crm, "GET *"), (.crm, "POST orders/{id}/edit"),
    (.crm, "POST *tracking"),
  ].flatMap { service, endpoint in
    [
      FaultPlan.Rule(service: service, endpoint: endpoint, .dropAfterEffect, .probability(0.01)),
      FaultPlan.Rule(service: service, endpoint: endpoint, .badGateway(), .probability(0.01)),
    ]
  }

  private static func post(_ endpoint: String, _ kind: FaultPlan.Kind, call: Int) -> FaultPlan.Rule {
    FaultPlan.Rule(service: .post, endpoint: endpoint, kind, .calls(from: call, count: 1))
  }

  private static func crm(_ endpoint: String, _ kind: FaultPlan.Kind, call: Int) -> FaultPlan.Rule {
    FaultPlan.Rule(service: .crm, endpoint: endpoint, kind, .calls(from: call, count: 1))
  }
}
