// Counts calls by endpoint and outcome, for the status line and the metrics file. Endpoints are short stable
// names from our own adapters; should one ever carry an id by mistake, the bound keeps the table small and
// the surplus is counted under one name instead of being lost.

public struct CallCounts: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public var calls = 0
    /// 2xx.
    public var ok = 0
    /// Every other answer below 500, redirects included.
    public var http4xx = 0
    public var http5xx = 0
    public var unsent = 0
    public var unknown = 0

    public init() {}
  }

  public static let maximumEndpoints = 64
  public static let surplus = "(other)"

  private var rows: [String: Row] = [:]

  public init() {}

  public mutating func note(_ result: Result<HTTPResponse, TransportFailure>, endpoint: String) {
    let known = rows[endpoint] != nil || rows.count < Self.maximumEndpoints
    rows[known ? endpoint : Self.surplus, default: Row()].note(result)
  }

  /// Sorted by endpoint.
  public var sorted: [(endpoint: String, row: Row)] {
    rows.sorted { $0.key < $1.key }.map { (endpoint: $0.key, row: $0.value) }
  }

  public subscript(endpoint: String) -> Row { rows[endpoint] ?? Row() }
}

extension CallCounts.Row {
  fileprivate mutating func note(_ result: Result<HTTPResponse, TransportFailure>) {
    calls += 1
    switch result {
    case .success(let response):
      switch response.status {
      case 200..<300: ok += 1
      case 500...: http5xx += 1
      default: http4xx += 1
      }
    case .failure(.unsent): unsent += 1
    case .failure(.unknown): unknown += 1
    }
  }
}
