//! Names that lead where a test wants, one answer after the other; the last one stays.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::IpAddr;
use std::sync::Mutex;

use async_trait::async_trait;
use redress_webhooks::Resolve;

/// An address of the public internet that nothing in these tests connects to.
pub const PUBLIC: &str = "93.184.215.14";

#[derive(Default)]
pub struct Names(Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>);

impl Names {
    /// Lets a name lead to these addresses from the next time on that the answer before was used.
    pub fn lead(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        let mut names = self.0.lock().unwrap();
        names.entry(name.to_owned()).or_default().push_back(addresses);
    }
}

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap();
        let answers = names
            .get_mut(name)
            .ok_or_else(|| io::Error::other("no such name"))?;
        if answers.len() > 1 {
            return Ok(answers.pop_front().unwrap());
        }
        Ok(answers.front().unwrap().clone())
    }
}
