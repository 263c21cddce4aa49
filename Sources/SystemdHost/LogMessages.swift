// Every message of the program, with the id it has for ever: MESSAGE_ID finds all records of one kind whatever their
// wording, and the message catalogue explains them by it. Three tables, because a message is one of three things: an
// event, which is written each time; a condition, which is written once in a while as long as it lasts; the end of one.
//
// What a newcomer gets wrong: a new message needs a row here (an id from `systemd-id128 new`), and from `notice` on a text in
// both catalogues below systemd/. An id is never used again for another message.

enum LogMessages {
  enum Rule: Sendable, Equatable {
    /// Something happened. Never held back.
    case every
    /// Something is so, and is found to be so again and again.
    case condition
    /// It is over; which conditions.
    case ends([String])
  }

  static let events: KeyValuePairs = [
    "TTN withdrawn with its own order": "3eca4e8e39e940f48bb4bbbacfe60c88",
    "a field of the order does not take what is written": "4dd931213d034bdb9aa17eb83a4725a6",
    "a parcel could not be stopped, and no order card says so": "6d71672a33df4442826b8dd7da15fe0c",
    "adoption asked for": "39e1a85763a74a5fbec3201315a030f3",
    "cancel asked for": "7c808e2020c94dc2bf6810a1808aae1a",
    "configuration applied": "0228957f6a294f458b51b5379e2e8b2c",
    "configuration not applied, the old one stays": "f68b8bfe4fdb4325908e84e851c6fbae",
    "configuration not applied: these keys need a restart": "09088c6497164d94b6df40e8a19cff25",
    "configuration problem": "fc755e41de844557b6cdbd4055353c59",
    "configuration still not applied, the old one stays": "90ec278e104a48b2b9289ce2d9c97f8b",
    "create in doubt": "1ded1bfe2a954a149e3356f686979de9",
    "delivery cancelled in the CRM": "6abea67d5ff444499af6d89da3608e42",
    "delivery data not put back, the CRM refuses it": "eb7451e6d893449b8807ff252f27a1da",
    "delivery price worked out": "2129db50b919408683ee349beebb0c2b",
    "delivery wanted again": "3efadf99e1cd41ab942eee6bbbaceb94",
    "doubt over, no shipment was made": "d166195290504557bd7971c60b00460e",
    "first start: orders changed from now on are taken": "20255b506b0e4687a0d2c168b989a30b",
    "group not comparable": "8c4533d56a074b7891ebf3add794c169",
    "history read": "eadc3248f0ac4186891ebbcec9f5733e",
    "label attached": "8152b7b69ce6416893c5e73d04faef49",
    "label is not in the spool any more": "60a85c518ee941f1933b4506cabf94e0",
    "label not attached: the CRM refuses it": "021591d2ace34954bc1458622b183ca4",
    "label not printed for long, tried on": "defdfb31eb144ecb89202575ffce5a82",
    "label printed": "1f4d67091b2b4372bfc44b05bd46f5e1",
    "label stored": "fad73a463dd94fa59907c1433121ce33",
    "labels not stored": "16e010d40f3a445285e435aac2b9a7e9",
    "ledger not closed cleanly, nothing is lost": "11d5545683ad4c08b5e66565f9086701",
    "log level changed": "a3fbd64a0e484f0c81be020a7752cb0b",
    "manifest needs a look": "37471fe6791648bf80010aa885d71d2b",
    "manifest not ready": "d75befb3e6dd47cebee69fd0c70921c5",
    "manifest ready": "f03727a5dc724d8980069ed45ec83784",
    "no control socket, the operator's verbs cannot ask": "5672b4f964b5447f8d8cf2af29c0ed42",
    "no tracking bearer, parcels are followed by lifecycle alone": "8c676fdb1729463ea38072adfdb92311",
    "notice for the manager": "272071e31d2442a89f5f4fb817da6c5a",
    "order card not confirmed, tried again tomorrow": "d3149afd7c3647cfa32418b17d065243",
    "order card written": "ef87a5ee9d4f43169f5687111ce47453",
    "order cards are written": "40426d8e57f643e9931a2e837b5af1d9",
    "order cards do not show what was written, another way is tried": "17781dad8caa450191c80182e14a38a4",
    "order judged": "502c3e2c282348a8b50cecf2dbf170e0",
    "order parked": "d0086fc9bd034c6e9c94944ddec2faef",
    "order seen": "5b218835bac54b6083539d24403c5a98",
    "order status set": "89953303ac0345bc9bc4b4b463b21d8a",
    "orphan deleted": "d3e28b3014fb4bb0b7d392edfcf8da11",
    "owner not told": "c5127b6895064c37acf8fd72d07b6413",
    "owner not told, given up": "9c080e033b404a969b13b95e97e580ac",
    "owner told": "e8938e5c9ae14806b9e2ceb73e8a5298",
    "parcel is at its end": "6a78ad0297c34ed98113225b5ccb071b",
    "parcel moved": "784752e715a9436c9b8632a0b9a9529f",
    "perhaps the owner was told, not repeated": "30eebf23e532475f9829983234ff2e8c",
    "personal data removed": "1a05b50df0124e18bb12af2d064e2869",
    "print in doubt, not repeated": "738a83e3021645bbb64b1d20525df2e6",
    "printing goes on": "94a256415c004bcbad75b89fcbe73d32",
    "printing held": "372ec0811796440eb12ec8b3829b5fc7",
    "problems gone": "71e12f38e725466987362aeda7b8389d",
    "retry asked for": "0a62340a3b2a4135a3e37bc01c67d366",
    "sender ready": "1041f760ea9e43c78324467dae4eb8e0",
    "shipment adopted": "614dfa1d92cd46eaadfcf79a273055d4",
    "shipment changed": "9685602054f147328e02d87647d272e3",
    "shipment created": "45f7d2a72fbe426db3b5dc73a03daa35",
    "shipment found": "f8e0fc1816ec40289313ab324f20215a",
    "shipment is gone at the post": "4a9ed9cdc13e49db9da3f40e6db07756",
    "shipment manifested": "6743dace4a974ee18d5fa160c545263c",
    "shipment recognised": "406c364bf95b4362b6a53f56d365c4dc",
    "shipment refused": "44dd3071d12543d7aeee9639fa492c82",
    "shipment withdrawn": "529d68625f7a4bf293c03ba84b6d4cf5",
    "started": "2ba6e6ec575844c0be5931acfd611c17",
    "step done": "edb104864d784855adce6964a592ccfa",
    "step intended": "934f0563871148ea9bcc52fd6d6df28c",
    "stopped": "a590b38d066c409d80dc5cc1ea4daa32",
    "stopped at once, calls in flight were given up": "3f0e6a9d41b84c27a5d0c1f27b9e8d64",
    "stopping: no new work, calls in flight are finished": "1adb94dfc517451da031ea486c351ffd",
    "the CRM has no such field, nothing is shown there": "f9c3c0759fb24f6d9d6a3012d66cbbfa",
    "the CRM has no such status, orders will not get it": "e036e5452fee40f894e03ac0dfba6809",
    "the CRM replaces delivery data, edits carry all of it": "07144bf80dc74678b9b082db3f7ab715",
    "the clock stepped back": "f1e093c0572b47499acf8ea3cf7c7b2a",
    "typed TTN is another order's": "96e7b008d00846abbe6797a21130c8a5",
    "unknown event code": "35c3ac798bf14609b9e4f22f2c113c9e",
    "void label not removed": "6ea4f11c16f84e1fbee3a2943416dfe9",
  ]

  static let conditions: KeyValuePairs = [
    "CRM call failed": "3e56e3bbefc3480bbd3e1f6075d8c900",
    "CRM refuses the mapped status": "44821b2e484d493bb867a7b6582e4d8e",
    "address of a store refused": "4d1f6c2be0a94f6a9b0d7c35a1e8f254",
    "cabinet not ready": "96cfe93486994a039bd81ac35c11073d",
    "cabinet refused": "a5840e8bd54145868e6f78a8049c2dc4",
    "companies of corporate customers cannot be read: their orders wait": "1c036ae9f10e4043a84c2725d3cb9f91",
    "histories not read": "a2031955c0f24664bb93024b9efd9116",
    "history record unreadable": "29c9800ca1f3488594df43410964007d",
    "label not readable": "5f7200070bc94345b2ee1f5ecfb00937",
    "label not stored": "ee998b24852142939dde82c4f5055bb2",
    "ledger row damaged": "97fea8a523d742d08be6ec1c975a247c",
    "ledger unusable, nothing is sent": "a264dac6067749468089a5855433319d",
    "lifecycle of a parcel not read": "8c9a1906bb9d408fa392e26229d8fa63",
    "loop run failed": "1ff532c3660443b085246b19e886747f",
    "loop stuck": "9dcc93b554d44ffbb9eed559f6acfa31",
    "metrics not written": "c7da37afb5c74f59b87e0d2dddc14e2b",
    "no such shipment at the post yet": "b286c7540402415f821fddf890958b34",
    "order left alone: its ledger row is damaged": "78646f894ff7498b935d92f35f3723a3",
    "order not edited": "7035685c3ee0415d9fc543f4b0717a0a",
    "orphan not deleted": "6b5de467d0c6415ca37b81e67a5c6ea3",
    "parcels of a cabinet that is not in the configuration": "61306c510dea4bbf824b0774a866c5fb",
    "print command failed": "7948ddc72d25463bb6ce40dac8ecaa07",
    "sites not read": "de1de05c4c334258927d08b4e1d92be9",
    "step failed": "97acf7c1f67244c496c6f7353bd98605",
    "still stopping": "8bf700d4da2d4ddb89136790b18b3868",
    "superfluous shipment was handed over, a person must decide": "bf79665b14294d03b985781aa3b668b4",
    "the CRM refuses tracking calls": "ac6b4dfe67c7418cbc1e12e49bf1267f",
    "tracking event unreadable": "0a0f8dccef67408285c6c7b10c3e9e43",
    "tracking failed": "ff643f6135104f599683676e575ef5f9",
    "tracking not written": "57b088e067bb4a0e8e0ca23b09e6e084",
    "typed TTNs are missing from many orders, none is let go": "13a32ce02bdd4536a400d95965c52bdd",
    "two shipments of one order, a person must decide": "bef5e74ab5fc48f49824e4eb8d1ad96d",
  ]

  static let ends: KeyValuePairs = [
    "CRM works again": "b610a53d200e440aba9a214be1a007dc",
    "cabinet works again": "027955511b1744fb91377a78103d9ac7",
    "companies of corporate customers can be read again": "18d56db1b00c4ddf837146cea50164fa",
    "ledger usable again": "35538161a5b44f7eabf0503f394e523f",
    "loop runs again": "02ddd7ebe1ac488daa1083c1fb02aec8",
    "metrics written again": "d228ccc2947148f68ad7aa565fcedf7a",
    "no loop is stuck any more": "9bc08b70a461406d8a658637d483143f",
    "the CRM takes tracking calls again": "b672a99f30bf4cc881f4aa77dec3ca40",
    "tracking works again": "84f17d52d0ed44ffa3627fcfc160c5de",
  ]

  /// What each end is the end of, where the fields of both agree.
  static let ended: [String: [String]] = [
    "CRM works again": ["CRM call failed"],
    "cabinet works again": ["cabinet not ready", "cabinet refused"],
    "companies of corporate customers can be read again": [
      "companies of corporate customers cannot be read: their orders wait"
    ],
    "ledger usable again": ["ledger unusable, nothing is sent"],
    "loop runs again": ["loop run failed"],
    "metrics written again": ["metrics not written"],
    "no loop is stuck any more": ["loop stuck"],
    "the CRM takes tracking calls again": ["the CRM refuses tracking calls"],
    "tracking works again": ["tracking failed"],
  ]

  static let ids = Dictionary(
    (Array(events) + Array(conditions) + Array(ends)).map { ($0.key, $0.value) },
    uniquingKeysWith: { first, _ in first })
  private static let lasting = Set(conditions.map(\.key))

  /// nil for a text that is none of ours.
  static func id(of message: String) -> String? { ids[message] }

  static func rule(of message: String) -> Rule {
    if let conditions = ended[message] { return .ends(conditions) }
    return lasting.contains(message) ? .condition : .every
  }
}
