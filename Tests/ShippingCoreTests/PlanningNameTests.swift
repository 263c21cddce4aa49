// Names as they are typed: which word is which. A wrong guess puts the father's name on the label for the last name.

import ShippingCore
import Testing

@Suite struct PlanningNameTests {
  private func planning(
    _ last: String?, _ first: String?, _ middle: String? = nil, _ change: (inout Order) -> Void = { _ in }
  ) -> Planning {
    Planning.make(
      PlanningSamples.order {
        $0.recipient.lastName = last
        $0.recipient.firstName = first
        $0.recipient.patronymic = middle
        change(&$0)
      }, cabinet: PlanningSamples.cabinet())
  }

  @Test(
    arguments: [
      // The patronymic beside the first name.
      (["Петренко", "Іван Петрович", nil], "Петренко Іван Петрович"),
      (["Петренко", "Ганна Марія Сергіївна", "-"], "Петренко Ганна Марія Сергіївна"),
      (["Петренко", "Іван Петрович", "Павлович"], "Петренко Іван Петрович Павлович"),
      (["Петренко", "Анна Марія", nil], "Петренко Анна Марія -"),
      // Everything in one member.
      ([nil, "Нечуй Левицький Іван Семенович", nil], "Нечуй Левицький Іван Семенович"),
      ([nil, "Іван Петрович Петренко", nil], "Петренко Іван Петрович"),
      (["Ильина Анна Ильинична", nil, nil], "Ильина Анна Ильинична"),
      (["Петрович Олена", nil, nil], "Петрович Олена -"),
      (["Янкович Олена Павлівна", nil, nil], "Янкович Олена Павлівна"),
      ([nil, "Олена Григорович", "Іванівна"], "Олена Григорович Іванівна"),
      ([nil, "Алієв Ельдар Мамед огли", nil], "Алієв Ельдар Мамед огли"),
    ] as [([String?], String)])
  func everyWordFindsItsPlace(_ typed: [String?], _ expected: String) throws {
    let recipient = try #require(planning(typed[0], typed[1], typed[2]).plan).recipient
    #expect(
      [recipient.lastName, recipient.firstName, recipient.middleName ?? "-"].compactMap { $0 }
        .joined(separator: " ") == expected)
    if typed == ["Петренко", "Іван Петрович", nil] {
      #expect(recipient.firstName == "Іван" && recipient.middleName == "Петрович")
    }
    if expected.hasPrefix("Нечуй") { #expect(recipient.lastName == "Нечуй Левицький") }
  }

  @Test func aPatronymicIsNoLastName() {
    let missing = Problem(.nameMissing, field: "lastName")
    #expect(planning(nil, "Олександр Сергійович").problems == [missing])
    #expect(planning("Тетяна Миколаївна", nil).problems == [missing])
    #expect(
      planning("Шевченко", "Олена") { $0.set(.recipientName, .text("Олександр Сергійович")) }.problems
        == [Problem(.nameMissing, field: DeliveryField.recipientName.path)])
  }

  @Test func thePatronymicOfTheFirstNameWillDoForCashOnDelivery() throws {
    let planning = planning("Петренко", "Іван Петрович") {
      $0.payments = [PlanningSamples.cashOnDelivery(399_50)]
    }
    #expect(try #require(planning.plan).recipient.middleName == "Петрович")
  }

  // MARK: companies

  @Test(
    arguments: [
      ("Товариство з обмеженою відповідальністю «Квітковий рай на Подолі та сини»", nil),
      ("ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ «КВІТКОВИЙ РАЙ НА ПОДОЛІ ТА СИНИ»", nil),
    ] as [(String, String?)])
  func aLongNameIsWrittenWithItsShortForm(_ legal: String, _ short: String?) throws {
    let name = try #require(company(legal, short).plan).recipient.name
    #expect(name?.lowercased() == "тов «квітковий рай на подолі та сини»")
  }

  @Test func theNameInTheCRMGoesBeforeAShortenedOne() throws {
    let legal = "Товариство з обмеженою відповідальністю «Квітковий рай на Подолі та сини»"
    #expect(try #require(company(legal, "Квітковий рай").plan).recipient.name == "Квітковий рай")
    #expect(try #require(company("ТОВ «Рай»", "Квітковий рай").plan).recipient.name == "ТОВ «Рай»")
  }

  private func company(_ legal: String, _ short: String?) -> Planning {
    planning("Шевченко", "Олена") {
      $0.contragent = .init(
        kind: .legalEntity, isCorporate: true, name: legal, shortName: short, okpo: PlanningSamples.edrpou)
    }
  }
}
