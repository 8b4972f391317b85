//! Turns every contract under `proto/redress` into Rust and into one descriptor set.
//!
//! Nothing is listed by hand: a new `.proto` file is found by itself. The descriptor set keeps comments and custom
//! options (`google.api.http`), which the prost types would drop, so it is written by the compiler, not re-encoded here.
//! The access rules become a table; an RPC without one fails the build.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use prost::Message;

#[path = "build/access.rs"]
mod access;

type BoxError = Box<dyn std::error::Error>;

fn main() -> Result<(), BoxError> {
    let root = Path::new("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    println!("cargo:rerun-if-changed=build");
    let mut files = vec![
        root.join("google/api/annotations.proto"),
        root.join("google/type/money.proto"),
        root.join("google/type/postal_address.proto"),
    ];
    collect_protos(&root.join("redress"), &mut files)?;

    let mut compiler = protox::Compiler::new([root])?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(&files)?;
    let encoded = compiler.encode_file_descriptor_set();
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR for build scripts")?);
    fs::write(out_dir.join("redress.binpb"), &encoded)?;

    let rules = access::table(&compiler.descriptor_pool()).map_err(|broken| {
        broken.lines().for_each(|line| println!("cargo::error={line}"));
        "every RPC states who may call it"
    })?;
    fs::write(out_dir.join("access.rs"), rules)?;

    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    // Ordered maps: the same message always has the same bytes, which request hashes rely on.
    config.btree_map(["."]);
    // Files come in parts of a mebibyte, which are shared rather than copied.
    config.bytes([".redress.evidence.v1"]);
    tonic_prost_build::configure()
        .include_file("contracts.rs")
        .emit_rerun_if_changed(false)
        .compile_fds_with_config(
            prost_types::FileDescriptorSet::decode(encoded.as_slice())?,
            config,
        )?;
    Ok(())
}

/// Adds every `.proto` file below `folder`, sorted, so that the output does not depend on the file system's order.
fn collect_protos(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect_protos(&path, files)?;
        } else if path.extension().is_some_and(|ext| ext == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
