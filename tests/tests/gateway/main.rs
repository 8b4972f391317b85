//! The gateway as those who come in by HTTP meet it: calls, keys, links, files, watches, webhooks in, and the documents that
//! describe them.

mod calls;
mod documents;
mod files;
mod forms;
mod hooks;
mod keys;
mod links;
mod people;
mod slow;
mod watch;
mod web;
