// Where a service lives: scheme, host and port, nothing else. The key of the shop goes to whatever stands
// here, so plain http is for loopback only, and a path or a query is a mistake that would silently change
// every call.

public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// `https://shop.retailcrm.ru`, no slash at the end.
  public let text: String
  /// The host is this machine: a simulator, not the real service.
  public let isLoopback: Bool

  public var description: String { text }

  /// What is wrong with the text, never the text itself: it may hold a password.
  struct Refusal: Error {
    var reason: String
  }

  static func parse(_ text: String) -> Result<BaseURL, Refusal> {
    let lowercased = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: lowercased.hasPrefix) else {
      return .failure(Refusal(reason: "must begin with https://"))
    }
    var rest = lowercased.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest.removeLast() }
    guard !rest.contains("@") else {
      return .failure(Refusal(reason: "must not hold a user name or password"))
    }
    guard !rest.contains(where: { "/?#\\".contains($0) }) else {
      return .failure(Refusal(reason: "must end after the host: no path, no query"))
    }
    guard let (host, port) = split(rest), isHost(host) else {
      return .failure(Refusal(reason: "has no valid host name after \(scheme)"))
    }
    if let port {
      guard port.count <= 5, let number = Int(port), (1...65_535).contains(number) else {
        return .failure(Refusal(reason: "has no valid port: 1 to 65535"))
      }
    }
    let isLoopback = isLoopback(host)
    guard scheme == "https://" || isLoopback else {
      return .failure(
        Refusal(reason: "must be https; plain http is allowed to this machine only (127.0.0.1, localhost)"))
    }
    return .success(BaseURL(text: scheme + rest, isLoopback: isLoopback))
  }

  private static func split(_ authority: Substring) -> (host: Substring, port: Substring?)? {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      let after = authority[authority.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      return (authority[...end], after.isEmpty ? nil : after.dropFirst())
    }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return (parts[0], nil)
    case 2: return (parts[0], parts[1])
    default: return nil
    }
  }

  private static func isHost(_ host: Substring) -> Bool {
    if host.hasPrefix("[") { return host == "[::1]" }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return host.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != "-" && label.last != "-"
          && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      }
  }

  private static func isLoopback(_ host: Substring) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers.first == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }
}
