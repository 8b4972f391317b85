//! What a decision says, in short texts that a test compares as a whole.

use redress_policy::Decision;

/// A decision under test. Every method checks one side of it in full, and hands it on.
pub struct Said(pub Decision);

impl Said {
    /// Outcome, reason of the refusal, and every clause cited: `refused window_closed: KW-02`.
    #[track_caller]
    pub fn answers(self, expected: &str) -> Self {
        let refusal = self
            .0
            .refusal
            .map(|reason| format!(" {reason}"))
            .unwrap_or_default();
        let said = format!("{}{refusal}: {}", self.0.outcome, self.0.clauses.join(" "));
        assert_eq!(said, expected, "{:#?}", self.0.findings);
        self
    }

    /// The case that answered.
    #[track_caller]
    pub fn by_case(self, expected: &str) -> Self {
        assert_eq!(self.0.case_id.as_deref(), Some(expected));
        self
    }

    /// When the window closes; empty for never.
    #[track_caller]
    pub fn closes(self, expected: &str) -> Self {
        assert_eq!(
            self.0.window_close_time.map(rfc3339).unwrap_or_default(),
            expected
        );
        self
    }

    /// Every deadline as `kind party due clauses`, joined by `; `.
    #[track_caller]
    pub fn sets(self, expected: &[&str]) -> Self {
        let said: Vec<String> = self
            .0
            .deadlines
            .iter()
            .map(|set| {
                format!(
                    "{} {} {} {}",
                    set.kind,
                    set.party,
                    rfc3339(set.due_time),
                    set.clauses.join(" ")
                )
            })
            .collect();
        assert_eq!(said, expected);
        self
    }

    /// Every line of the breakdown as `part amount clauses`, `(-withheld)` where not all is given.
    #[track_caller]
    pub fn refunds(self, amount_minor: i64, expected: &[&str]) -> Self {
        let breakdown = self.0.breakdown.as_ref().expect("it has a breakdown");
        let said: Vec<String> = breakdown
            .lines
            .iter()
            .map(|line| {
                let withheld = match (line.amount_minor, line.withheld_minor) {
                    (_, 0) => String::new(),
                    (amount, withheld) if amount == -withheld => String::new(),
                    (_, withheld) => format!(" (-{withheld})"),
                };
                format!(
                    "{} {}{withheld} {}",
                    line.part,
                    line.amount_minor,
                    line.clauses.join(" ")
                )
            })
            .collect();
        assert_eq!(said, expected);
        assert_eq!(breakdown.amount_minor, amount_minor);
        self
    }

    /// No money moves.
    #[track_caller]
    pub fn refunds_nothing(self) -> Self {
        assert_eq!((&self.0.breakdown, &self.0.method), (&None, &None));
        self
    }

    /// The remedies, in order.
    #[track_caller]
    pub fn offers(self, expected: &str) -> Self {
        let said: Vec<&str> = self.0.remedies.iter().map(|remedy| remedy.as_str()).collect();
        assert_eq!(said.join(" "), expected);
        self
    }

    /// Evidence and fields that are missing.
    #[track_caller]
    pub fn misses(self, evidence: &[&str], fields: &[&str]) -> Self {
        let needs = self.0.evidence.iter().filter(|need| !need.satisfied);
        let said: Vec<String> = needs.map(|need| need.any_of.join(" or ")).collect();
        assert_eq!(said, evidence);
        assert_eq!(
            self.0
                .missing_fields
                .iter()
                .map(|field| &**field)
                .collect::<Vec<_>>(),
            fields
        );
        self
    }

    /// Who pays the way back; empty for nobody.
    #[track_caller]
    pub fn sends_back_at_cost_of(self, expected: &str) -> Self {
        assert_eq!(
            self.0
                .return_payer
                .map(|party| party.as_str())
                .unwrap_or_default(),
            expected
        );
        self
    }

    /// The method and its options and clauses: `payout gcash, paymaya: KV-07`.
    #[track_caller]
    pub fn pays_by(self, expected: &str) -> Self {
        let method = self.0.method.as_ref().expect("it has a method");
        let options = if method.options.is_empty() {
            String::new()
        } else {
            format!(" {}", method.options.join(", "))
        };
        assert_eq!(
            format!("{}{options}: {}", method.method, method.clauses.join(" ")),
            expected
        );
        self
    }

    /// A message of a finding that does not hold.
    #[track_caller]
    pub fn objects(self, expected: &str) -> Self {
        let said: Vec<&str> = self
            .0
            .findings
            .iter()
            .filter(|f| !f.held)
            .map(|f| &*f.message)
            .collect();
        assert!(said.contains(&expected), "{said:#?}");
        self
    }
}

fn rfc3339(time: chrono::DateTime<chrono::Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
