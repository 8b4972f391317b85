//! The buyer has not chosen between waiting and a refund: they are reminded, and the clock starts again; or the
//! platform is told, as the pack has it.

use redress_db::Apply;
use redress_policy::Party;
use redress_policy::pack::OnExpiry;

use super::{Timer, no_effect};
use crate::app::App;
use crate::app::work::Work;
use crate::error::Error;
use crate::store::{self, Scope};
use redress_rpc::Caller;

impl App {
    /// What a choice's timer does.
    pub(super) async fn plan_choice(&self, timer: Timer) -> Result<Apply, Error> {
        let id = timer.order_id.clone();
        let binding = self
            .db
            .read(move |conn| store::order_binding(conn, &Scope::all(), &id))
            .await?;
        let Some(binding) = binding else {
            return no_effect();
        };
        let bound = self.bound(&binding, self.now()).await?;
        Ok(Box::new(move |tx| {
            let mut work = Work::start(tx, &Scope::all(), Caller::service("orders"), (binding, bound))?;
            choice_ran(&mut work, &timer);
            work.finish()?;
            Ok(())
        }))
    }
}

fn choice_ran(work: &mut Work<'_>, timer: &Timer) {
    let open = work
        .order
        .deadlines
        .iter()
        .find(|open| open.kind == timer.kind && open.due_time == timer.due_time);
    let Some(open) = open.cloned() else { return };
    let line_ids: Vec<String> = open.line_ids.clone();
    let (what, audience): (_, &[Party]) = match (timer.is_warning, open.on_expiry) {
        (true, _) => ("deadline_warning", &[Party::Buyer]),
        (false, OnExpiry::Remind) => ("out_of_stock_reminder", &[Party::Buyer]),
        (false, _) => ("deadline_passed", &[Party::Platform]),
    };
    let mut told = open.clone();
    if !timer.is_warning {
        if open.on_expiry == OnExpiry::Remind {
            told = work.order.ask_again(open.due_time, work.now).unwrap_or(open);
        } else {
            work.order.deadlines.retain(|other| *other != open);
        }
    }
    let change = work.change(what, Party::System, audience);
    let change = change
        .with_deadline(&told)
        .about(line_ids.iter().map(String::as_str));
    work.tell(change);
}
