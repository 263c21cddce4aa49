// Every problem of the catalogue, in every language: not sent, shown, mended by the manager, sent. A code without a way to
// cause it does not compile (Defect.of).
import ShippingCore
import Testing

@testable import Simulation

@Suite struct MendingTests {
  @Test(arguments: ProblemCode.allCases, Language.allCases)
  func isShownAndMended(_ code: ProblemCode, _ language: Language) throws {
    let folder = try LedgerFolder()
    let life = try Scenario.mending(code, in: language).live(path: folder.path + "/life.sqlite")
    #expect(life.lines == [])
  }

  @Test func everyCodeHasAScenario() {
    #expect(Scenario.mending.map(\.name) == ProblemCode.allCases.map { "problem-\($0.rawValue)" })
    #expect(Scenario.named("problem-postcode-missing") != nil)
  }
}
