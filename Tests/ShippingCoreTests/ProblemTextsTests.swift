// Texts for people: every code in every language, short enough to be read, with nothing left unfilled.

import ShippingCore
import Testing

@Suite struct ProblemTextsTests {
  /// A field and details such as the finder of the problem gives.
  private func sample(_ code: ProblemCode) -> Problem {
    switch code {
    case .carrierRefused: return Problem(code, details: "UPE01002 postcode 99999 is wrong")
    case .tooLateToWithdraw, .typedTTNStays, .cabinetUnknown: return Problem(code, details: "0500100031143")
    case .trackNumberTaken: return Problem(code, details: "0500100031143 (№ 1234A)")
    case .orderUnreadable: return Problem(code, details: "orders[3].delivery.data")
    case .fieldValueUnknown:
      return Problem(code, field: DeliveryField.service.path, details: "STANDARD, EXPRESS, DOCUMENT, CARGO")
    case .weightTooLarge, .orderTooHeavy:
      return Problem(code, field: "delivery.data.packages[1].weight", details: "30")
    case .changedAfterShipment, .trackNumberInvalid: return Problem(code)
    default: return Problem(code, field: "delivery.address.index", details: "100000")
    }
  }

  @Test(arguments: ProblemCode.allCases, Language.allCases)
  func everyCodeHasAReadableText(_ code: ProblemCode, _ language: Language) {
    for problem in [sample(code), Problem(code)] {
      let text = problem.text(in: language)
      #expect(text.count >= 20 && text.count <= 160, "\(text.count): \(text)")
      #expect(!text.contains(where: { "{}[]".contains($0) }) || code == .orderUnreadable, "\(text)")
      #expect(!text.contains("  ") && text.first?.isUppercase == true, "\(text)")
      let isCyrillic = text.unicodeScalars.contains { ("\u{0400}"..."\u{04FF}").contains($0) }
      #expect(isCyrillic == (language != .en), "\(text)")
      let foreign = language == .uk ? "ыэъё" : language == .ru ? "іїєґ" : ""
      #expect(!text.lowercased().contains(where: { foreign.contains($0) }), "\(text)")
    }
  }

  /// A manager reads what is wrong, and then what to do about it: a second sentence with something to do in it.
  @Test(arguments: ProblemCode.allCases, Language.allCases)
  func everyTextSaysWhatToDo(_ code: ProblemCode, _ language: Language) {
    let text = sample(code).text(in: language)
    let advice = text.split(separator: ". ", maxSplits: 1).dropFirst().joined()
    let doing: [String]
    switch language {
    case .uk:
      doing = [
        "заповніть", "виправте", "вкажіть", "оберіть", "змініть", "скоротіть", "зменште", "розділіть",
        "об’єднайте", "відкладіть", "перевірте", "зверніться", "поставте", "увімкніть", "додайте",
        "видаліть", "дозволені:",
      ]
    case .ru:
      doing = [
        "заполните", "исправьте", "укажите", "выберите", "измените", "смените", "сократите", "уменьшите",
        "разделите", "объедините", "отложите", "проверьте", "обратитесь", "поставьте", "включите", "добавьте",
        "удалите", "разрешены:",
      ]
    case .en:
      doing = [
        "fill in", "correct", "give", "choose", "change", "shorten", "lower", "split", "join", "check", "ask",
        "keep", "delete it", "enter",
        "set “", "add", "allowed:",
      ]
    }
    #expect(doing.contains { advice.lowercased().contains($0) }, "\(text)")
    for technical in ["JSON", "null", "delivery.data", "delivery.address", "payments", "extraData"]
    where code != .orderUnreadable {
      #expect(!text.contains(technical), "\(text)")
    }
  }

  @Test func textsDiffer() {
    for language in Language.allCases {
      #expect(
        Set(ProblemCode.allCases.map { Problem($0).text(in: language) }).count == ProblemCode.allCases.count)
    }
  }

  @Test func fieldAndDetailsAreNamed() {
    let problem = Problem(.fieldValueUnknown, field: DeliveryField.onFail.path, details: "RETURN")
    #expect(
      problem.text(in: .uk)
        == "Неприпустиме значення у полі «Якщо не вручено». Дозволені: Повернути відправнику.")
    #expect(
      problem.text(in: .ru)
        == "Недопустимое значение в поле «Если не вручено». Разрешены: Вернуть отправителю.")
    #expect(
      problem.text(in: .en)
        == "The value of “If it cannot be delivered” is not allowed. Allowed: Return to the sender.")
    let weight = Problem(.packageWeightMissing, field: "delivery.data.packages[2].weight")
    #expect(weight.text(in: .ru).hasPrefix("Не указан вес упаковки (упаковка 3)."))
  }

  /// What the card shows, not what the API calls it.
  @Test func allowedValuesAreThoseOfTheCard() {
    let payer = Problem(.fieldValueUnknown, field: DeliveryField.payer.path, details: "sender, receiver")
    #expect(payer.text(in: .uk).hasSuffix("Дозволені: Відправник, Одержувач."))
    let flag = Problem(.fieldValueUnknown, field: DeliveryField.fragile.path, details: "true, false")
    #expect(flag.text(in: .uk).hasSuffix("Дозволені: так, ні."))
    #expect(flag.text(in: .ru).hasSuffix("Разрешены: да, нет."))
    #expect(flag.text(in: .en).hasSuffix("Allowed: yes, no."))
  }

  @Test func theCarriersWordsComeWhole() {
    let words = "UPE01002: {field} [x] " + String(repeating: "дуже довго ", count: 300)
    #expect(Problem(.carrierRefused, details: words).text(in: .uk).hasSuffix(words))
  }

  @Test func everyFieldOfAPlanningProblemHasALabel() {
    var numbers = SeededNumbers(seed: 11)
    for _ in 0..<3000 {
      let problems = Planning.make(RandomOrders.order(&numbers), cabinet: RandomOrders.cabinet(&numbers))
        .problems
      for problem in problems {
        #expect(!problem.text(in: .uk).contains("delivery."), "\(problem)")
        #expect(!problem.text(in: .en).contains("contragent."), "\(problem)")
      }
    }
  }

  // MARK: several problems

  @Test func oneProblemIsNotNumbered() {
    let problem = Problem(.cityMissing)
    #expect(ProblemTexts.combined([problem], in: .uk) == problem.text(in: .uk))
    #expect(ProblemTexts.combined([], in: .uk) == "")
  }

  @Test func severalProblemsAreNumbered() {
    let text = ProblemTexts.combined([Problem(.cityMissing), Problem(.phoneMissing)], in: .en)
    #expect(
      text == "1) \(Problem(.cityMissing).text(in: .en)) 2) \(Problem(.phoneMissing).text(in: .en))")
  }

  @Test(arguments: Language.allCases)
  func whatFindsNoRoomIsCounted(_ language: Language) {
    let problems = (0..<50).map { Problem(.weightMissing, field: "delivery.data.packages[\($0)].weight") }
    let text = ProblemTexts.combined(problems, in: language)
    #expect(text.utf16.count <= ProblemTexts.combinedLimit)
    #expect(text.utf16.count > ProblemTexts.combinedLimit / 2)
    let shown = text.split(separator: ") ").count
    #expect(shown > 4 && text.contains(" … "))
  }

  @Test func oneEndlessTextIsCut() {
    let problem = Problem(.carrierRefused, details: String(repeating: "слово ", count: 1000))
    for problems in [[problem], [problem, Problem(.cityMissing)]] {
      let text = ProblemTexts.combined(problems, in: .uk)
      #expect(text.utf16.count <= ProblemTexts.combinedLimit && text.contains("…"))
    }
  }
}
