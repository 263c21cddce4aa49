// How the simulated Ukrposhta answers, and how it says no: business errors as {code, message}, the gateway's
// own 401 that knows no codes, and the HTML of the web server before it (U§2). A client must tell these three
// apart: only a JSON 404 with UPE02000 means "no such object".

/// A business refusal on its way out of a rule.
struct PostRefusal: Error {
  var status: Int
  var code: String?
  var message: String

  /// A mandatory member is missing or empty.
  static func missing(_ member: String) -> PostRefusal {
    PostRefusal(status: 400, code: "UPE01001", message: "Field '\(member)' must not be empty")
  }

  /// A member is there and wrong.
  static func bad(_ message: String) -> PostRefusal {
    PostRefusal(status: 400, code: "UPE01002", message: message)
  }

  static func notFound(_ what: String) -> PostRefusal {
    PostRefusal(status: 404, code: "UPE02000", message: "\(what) not found")
  }

  var response: SandboxResponse {
    var body: JSONValue = ["message": .string(message)]
    if let code { body["code"] = .string(code) }
    return .json(body, status: status)
  }
}

extension SandboxResponse {
  static func json(_ value: JSONValue, status: Int = 200) -> SandboxResponse {
    SandboxResponse(
      status: status, headers: ["content-type": "application/json;charset=UTF-8"], body: value.encoded)
  }

  static func pdf(_ bytes: [UInt8]) -> SandboxResponse {
    SandboxResponse(status: 200, headers: ["content-type": "application/pdf"], body: bytes)
  }

  /// An empty 200, the answer to a successful DELETE.
  static var nothing: SandboxResponse {
    SandboxResponse(status: 200, headers: ["content-type": "application/json;charset=UTF-8"], body: [])
  }

  /// The page of the web server in front of the services, for problems that never reached them.
  static func html(_ status: Int, _ title: String) -> SandboxResponse {
    let page =
      "<html>\r\n<head><title>\(status) \(title)</title></head>\r\n<body>\r\n<center><h1>\(status) \(title)"
      + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    return SandboxResponse(status: status, headers: ["content-type": "text/html"], body: Array(page.utf8))
  }

  /// The gateway's answer to a wrong bearer and to every path it does not know.
  static var unauthorized: SandboxResponse {
    .json(
      ["error": "unauthorized", "error_description": "Unauthorized - invalid or missing token"], status: 401)
  }
}
