// swift-tools-version: 6.1
import PackageDescription

// Warnings are errors on the toolchain that CI runs, and only there: a newer compiler's new warning must not
// break a user's build.
var house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
#if compiler(>=6.3) && compiler(<6.4)
  house.append(.unsafeFlags(["-warnings-as-errors"]))
#endif

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")

let package = Package(
  name: "ukrposhta-syncd",
  products: [
    .executable(name: "ukrposhta-syncd", targets: ["ukrposhta-syncd"]),
    .executable(name: "ukrposhta-sandbox", targets: ["ukrposhta-sandbox"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .target(name: "CurlShim", dependencies: ["CLibCurl"]),

    .target(name: "ShippingCore", swiftSettings: house),
    .target(name: "SyncEngine", dependencies: ["ShippingCore", logging], swiftSettings: house),
    .target(
      name: "HTTPTransport", dependencies: ["CurlShim", "SyncEngine", "ShippingCore"], swiftSettings: house),
    .target(
      name: "RetailCRM", dependencies: ["HTTPTransport", "SyncEngine", "ShippingCore"], swiftSettings: house),
    .target(
      name: "Ukrposhta", dependencies: ["HTTPTransport", "SyncEngine", "ShippingCore"], swiftSettings: house),
    .target(name: "Ledger", dependencies: ["SyncEngine", "ShippingCore", grdb], swiftSettings: house),
    .target(name: "SystemdHost", dependencies: ["CLibSystemd", logging], swiftSettings: house),
    .target(name: "Settings", dependencies: ["ShippingCore", yams], swiftSettings: house),
    .target(name: "Control", dependencies: ["SyncEngine", "ShippingCore"], swiftSettings: house),
    .target(name: "Sandbox", dependencies: [flyingFox], swiftSettings: house),
    .target(name: "Rehearsal", dependencies: ["Sandbox", "ShippingCore"], swiftSettings: house),

    .target(
      name: "Simulation",
      dependencies: [
        "Sandbox", "RetailCRM", "Ukrposhta", "HTTPTransport", "Ledger", "SyncEngine", "ShippingCore", logging,
      ], swiftSettings: house),

    .executableTarget(
      name: "ukrposhta-syncd",
      dependencies: [
        "ShippingCore", "SyncEngine", "HTTPTransport", "RetailCRM", "Ukrposhta", "Ledger", "SystemdHost",
        "Settings", "Control", arguments, logging,
      ], swiftSettings: house),
    .executableTarget(
      name: "ukrposhta-sandbox",
      dependencies: [
        "Rehearsal", "Sandbox", "Simulation", "Ledger", "SyncEngine", "ShippingCore", arguments,
      ],
      swiftSettings: house),

    .testTarget(name: "ShippingCoreTests", dependencies: ["ShippingCore"], swiftSettings: house),
    .testTarget(name: "SyncEngineTests", dependencies: ["SyncEngine", "ShippingCore"], swiftSettings: house),
    .testTarget(
      name: "HTTPTransportTests", dependencies: ["HTTPTransport", "SyncEngine", "ShippingCore", flyingFox],
      swiftSettings: house),
    .testTarget(
      name: "RetailCRMTests", dependencies: ["RetailCRM", "HTTPTransport", "SyncEngine", "ShippingCore"],
      swiftSettings: house),
    .testTarget(
      name: "UkrposhtaTests", dependencies: ["Ukrposhta", "HTTPTransport", "SyncEngine", "ShippingCore"],
      swiftSettings: house),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger", "SyncEngine", "ShippingCore", grdb], swiftSettings: house),
    .testTarget(name: "SystemdHostTests", dependencies: ["SystemdHost", logging], swiftSettings: house),
    .testTarget(
      name: "ControlTests", dependencies: ["Control", "SyncEngine", "ShippingCore"], swiftSettings: house),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "ShippingCore"], swiftSettings: house),
    .testTarget(name: "SandboxTests", dependencies: ["Sandbox"], swiftSettings: house),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Sandbox", "ShippingCore"], swiftSettings: house),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Simulation", "Sandbox", "RetailCRM", "Ukrposhta", "HTTPTransport", "SyncEngine", "ShippingCore",
      ], swiftSettings: house),
    .testTarget(
      name: "ProcessTests", dependencies: ["Rehearsal", "Sandbox"],
      swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)
