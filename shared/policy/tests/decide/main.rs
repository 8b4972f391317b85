//! What the five shops' packs and the laws answer, clause by clause, on exact facts.
//!
//! Every decision made here is also checked for what holds of any decision: see [`ask::Ask::decide`].

mod ask;
mod citations;
mod inspections;
mod kajet;
mod kajivap;
mod kakaclo;
mod kwoking;
mod laws;
mod plans;
mod rma_shop;
mod said;
mod settlements;
mod stacking;
