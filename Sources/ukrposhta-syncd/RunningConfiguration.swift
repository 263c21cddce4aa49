// Which configuration the daemon goes by at this moment, and since when it runs: what it says of itself when asked.
import ArgumentParser
import Control
import Glibc
import Settings
import ShippingCore
import SyncEngine
import Synchronization

final class RunningConfiguration: Sendable {
  private let path: String
  private let startedAt = WallTime.now()
  private let fingerprint: Mutex<String?>

  /// To be made when the file at `path` was just applied.
  init(path: String) {
    self.path = path
    fingerprint = Mutex(SettingsFile.fingerprint(path: path))
  }

  func noteApplied() {
    let fresh = SettingsFile.fingerprint(path: path)
    fingerprint.withLock { $0 = fresh }
  }

  var about: DaemonAbout {
    DaemonAbout(
      version: UkrposhtaSyncd.configuration.version, process: getpid(), startedAt: startedAt,
      configuration: path, fingerprint: fingerprint.withLock { $0 })
  }
}
