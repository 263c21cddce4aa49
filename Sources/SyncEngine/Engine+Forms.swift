// The two forms of a day as requests of the operator: the same work, with failures that can be told over the socket.
public import ShippingCore

extension Engine {
  /// See `closeManifest`.
  public func manifest(cabinet: CabinetID?, day: String?) async throws(RequestFailure) -> [ManifestReport] {
    try await answering { try await forms { try await closeManifest(cabinet: cabinet, day: day) } }
  }

  /// See `mergedLabels`.
  public func labels(day: String, cabinet: CabinetID?) async throws(RequestFailure) -> MergedLabels {
    try await answering { try await forms { try await mergedLabels(day: day, cabinet: cabinet) } }
  }

  /// What they throw themselves is about the request, not about a service.
  private func forms<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let failure as Failure {
      throw RequestFailure(failure.kind == .transient ? .busy : .notPossible, failure.message)
    }
  }
}
