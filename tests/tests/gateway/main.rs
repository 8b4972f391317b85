//! The gateway as those who come in by HTTP meet it: calls, keys, links, files, watches, and the documents that describe them.

mod calls;
mod documents;
mod files;
mod forms;
mod keys;
mod links;
mod people;
mod slow;
mod watch;
mod web;
