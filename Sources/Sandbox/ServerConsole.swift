// The rehearsal's console: gestures as POST of JSON under `/sandbox/`, and one page at `/` to make them by
// hand. POSTs must come as application/json, which a foreign page in a browser cannot send unasked. Answers
// are {"ok": true, "value": …} or {"ok": false, "error": …} with HTTP 400.

enum ServerConsole {
  static func answer(_ request: SandboxRequest, _ server: SandboxServer) -> SandboxResponse {
    if request.path == "/" {
      return SandboxResponse(
        status: 200, headers: ["content-type": "text/html; charset=utf-8"], body: Array(ServerPage.html.utf8))
    }
    let verb = String(request.path.dropFirst("/sandbox/".count))
    guard request.method == "POST", request.headers["content-type"]?.hasPrefix("application/json") == true
    else {
      return refused("gestures are POST requests with a JSON body")
    }
    guard let arguments = JSONValue(parsing: request.body.isEmpty ? Array("{}".utf8) : request.body)?.members
    else {
      return refused("the body must be a JSON object")
    }
    do {
      let value = try perform(verb, arguments, server)
      return .json(["ok": true, "value": value])
    } catch {
      return refused(String(describing: error))
    }
  }

  private static func perform(
    _ verb: String, _ arguments: [String: JSONValue], _ server: SandboxServer
  ) throws -> JSONValue {
    if verb == "advance" {
      server.advance(milliseconds: try ControlArguments(given: arguments).delay("milliseconds"))
      return ["time": .integer(server.now)]
    }
    if verb == "date-skew" {
      server.skewDate(milliseconds: try ControlArguments(given: arguments).number("milliseconds"))
      return ["done": true]
    }
    let moment = server.now
    return try server.withWorld { try $0.control(verb, arguments, now: moment) }
  }

  private static func refused(_ reason: String) -> SandboxResponse {
    .json(["ok": false, "error": .string(reason)], status: 400)
  }
}
