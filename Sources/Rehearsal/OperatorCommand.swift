// The operator's verbs in a rehearsal: the real program run to its end on the folder's configuration. What it printed
// stays in the folder, where it is searched for secrets with everything else.
internal import Foundation
public import Sandbox

extension RehearsalFolder {
  public struct Finished: Sendable {
    public var code: Int32
    public var output: String

    public var lines: [String] {
      output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// What `--json` printed.
    public var json: JSONValue? { JSONValue(parsing: Array(output.utf8)) }
  }

  /// A verb that has not come to its end by then is ended.
  public static let longestCommand = Duration.seconds(30)

  /// `program VERB … --config CONFIGURATION`. Standard output and error come together, as on a terminal.
  public func command(_ program: String, _ arguments: [String]) async throws -> Finished {
    let verb = arguments.first ?? "nothing"
    try FileManager.default.createDirectory(atPath: commands, withIntermediateDirectories: true)
    let file = "\(commands)/\(verb)-\(UUID().uuidString.prefix(8).lowercased()).txt"
    let process = try DaemonProcess(
      program: program, arguments: arguments + ["--config", configuration], log: file)
    let end: DaemonProcess.End
    do {
      end = try await process.ended(within: Self.longestCommand)
    } catch {
      process.signal(9)
      throw error
    }
    guard case .exited(let code) = end else { throw RehearsalFailure("\(verb): \(end)") }
    let output = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    return Finished(code: code, output: output)
  }
}
