//! What happened to a parcel, for those who have to be told. It becomes `logistics.parcel_changed`.

use chrono::{DateTime, Utc};
use redress_policy::Party;
use redress_policy::pack::Pack;

use super::deadline::OpenDeadline;
use super::shipment::Shipment;
use super::words::{Purpose, Status, words};

words! {
    /// What can happen to a parcel.
    What {
        /// It was made known.
        Created = "created",
        /// It moved on.
        Moved = "moved",
        /// It was delivered.
        Delivered = "delivered",
        /// Nobody was there to take it.
        AttemptFailed = "attempt_failed",
        /// It has not moved for too long.
        Stalled = "stalled",
        /// It is late.
        Overdue = "overdue",
        /// The recipient refused it.
        RefusedByRecipient = "refused_by_recipient",
        /// The customs refused it.
        RefusedAtCustoms = "refused_at_customs",
        /// It came back.
        ReturnedToSender = "returned_to_sender",
        /// It was damaged.
        Damaged = "damaged",
        /// It was lost.
        Lost = "lost",
        /// It was lost on its way back to the shop.
        ReturnLost = "return_lost",
        /// Its delivery was proven.
        DeliveryProven = "delivery_proven",
        /// Its number is wrong; also as a reminder.
        TrackingInvalid = "tracking_invalid",
        /// Its number was put right.
        TrackingCorrected = "tracking_corrected",
        /// A clock ran out.
        DeadlinePassed = "deadline_passed",
        /// A clock is about to run out.
        DeadlineWarning = "deadline_warning",
    }
}

impl What {
    /// What a status of a carrier is to the people concerned; a status that is only repeated moves the parcel on.
    pub(crate) fn of(status: Status, before: Option<Status>, purpose: Purpose) -> Self {
        if before == Some(status) && status != Status::DeliveryAttemptFailed {
            return Self::Moved;
        }
        match status {
            Status::Delivered => Self::Delivered,
            Status::DeliveryAttemptFailed => Self::AttemptFailed,
            Status::RefusedByRecipient => Self::RefusedByRecipient,
            Status::RefusedAtCustoms => Self::RefusedAtCustoms,
            Status::ReturnedToSender => Self::ReturnedToSender,
            Status::Damaged => Self::Damaged,
            Status::Lost if purpose == Purpose::Return => Self::ReturnLost,
            Status::Lost => Self::Lost,
            Status::LabelCreated
            | Status::PickedUp
            | Status::InTransit
            | Status::ArrivedAtFacility
            | Status::AtCustoms
            | Status::CustomsCleared
            | Status::Delayed
            | Status::Exception
            | Status::OutForDelivery
            | Status::AvailableForPickup
            | Status::Returning => Self::Moved,
        }
    }

    /// Who is told, whatever the pack says.
    fn audience(self, shipment: &Shipment) -> Vec<Party> {
        match self {
            // The order book tells of what it ships and what arrives.
            Self::Delivered if shipment.owner.purpose == Purpose::Outbound => Vec::new(),
            Self::Created | Self::Moved => Vec::new(),
            Self::AttemptFailed => vec![shipment.recipient()],
            Self::TrackingInvalid => vec![shipment.sender()],
            Self::TrackingCorrected => vec![shipment.recipient()],
            Self::Delivered
            | Self::Stalled
            | Self::Overdue
            | Self::RefusedByRecipient
            | Self::RefusedAtCustoms
            | Self::ReturnedToSender
            | Self::Damaged
            | Self::DeliveryProven => vec![Party::Buyer, Party::Seller],
            Self::Lost | Self::ReturnLost => vec![Party::Buyer, Party::Seller, Party::Platform],
            Self::DeadlinePassed | Self::DeadlineWarning => Vec::new(),
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub what: What,
    pub actor: Party,
    pub audience: Vec<Party>,
    pub clauses: Vec<String>,
    /// When it happened: for what a carrier says, by its own time.
    pub change_time: DateTime<Utc>,
    pub notify_due_time: Option<DateTime<Utc>>,
    pub deadline: Option<OpenDeadline>,
}

impl Change {
    /// A change of a parcel of this shipment, with whom its pack wants told and the clauses it rests on.
    pub(crate) fn new(
        what: What,
        (actor, change_time): (Party, DateTime<Utc>),
        shipment: &Shipment,
        pack: &Pack,
    ) -> Self {
        let mut change = Self {
            what,
            actor,
            audience: what.audience(shipment),
            clauses: Vec::new(),
            change_time,
            notify_due_time: None,
            deadline: None,
        };
        if let Some(notice) = pack.notice(what.as_str()) {
            notice.to.iter().for_each(|party| change.also_tell(*party));
            change = change.citing(notice.clauses.iter());
        }
        if let Some(rule) = redress_policy::delivery_rule(pack, what.as_str()) {
            change = change.citing(rule.clauses.iter());
        }
        change.citing_tracking(pack)
    }

    /// What the pack's tracking rules rest on, for what they speak of and no narrower term does.
    fn citing_tracking(self, pack: &Pack) -> Self {
        let Some(rules) = pack.tracking.as_ref().filter(|_| self.clauses.is_empty()) else {
            return self;
        };
        let answers = |word: &str| rules.answers.iter().any(|answer| &**answer == word);
        let speaks = match self.what {
            What::TrackingInvalid | What::TrackingCorrected => rules.ask_for_correction,
            What::AttemptFailed => answers(Status::DeliveryAttemptFailed.as_str()),
            What::Stalled => answers("no_update"),
            what => answers(what.as_str()),
        };
        if speaks {
            self.citing(rules.clauses.iter())
        } else {
            self
        }
    }

    /// Resting on these clauses too.
    pub(crate) fn citing<T: AsRef<str>>(mut self, clauses: impl IntoIterator<Item = T>) -> Self {
        for clause in clauses {
            if !self.clauses.iter().any(|known| known == clause.as_ref()) {
                self.clauses.push(clause.as_ref().to_owned());
            }
        }
        self
    }

    /// With the clock concerned, whose party is told.
    pub(crate) fn with_deadline(mut self, deadline: &OpenDeadline) -> Self {
        self.also_tell(deadline.party);
        let mut change = self.citing(&deadline.clauses);
        change.deadline = Some(deadline.clone());
        change
    }

    /// Telling the platform too.
    pub(crate) fn escalated(mut self) -> Self {
        self.also_tell(Party::Platform);
        self
    }

    fn also_tell(&mut self, party: Party) {
        if !self.audience.contains(&party) {
            self.audience.push(party);
        }
    }
}
