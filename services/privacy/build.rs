//! Rebuilds the crate when a migration is added; `embed_migrations!` itself only notices changed files.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
