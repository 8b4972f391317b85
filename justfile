# Lists the recipes.
default:
    @just --list

# Starts everything in one process, with SQLite files in ./data.
run *args:
    cargo run --release -- serve {{args}}

# Plays a day of orders, cancellations and refunds through the public contracts.
demo *args:
    cargo run --release -- demo {{args}}

# Every test, or those that the arguments select.
test *args:
    bash tests/run {{args}}

# Everything a change has to pass.
ci:
    bash .ci/run

# Formats all Rust code.
fmt:
    cargo fmt --all

# Lints all Rust code.
lint:
    cargo clippy --workspace --all-targets -- --deny warnings

# Every assumed and conflicting term of the built-in packs.
packs-lint:
    cargo run --release -- policy lint

# Figures beside their yardsticks: decide, sqlite, postgres, aftercare, gateway, timers or all.
bench what="all":
    cargo run --release -p redress-tests --bin bench -- {{what}}

# A thousand storms of 32 refunds on one payment, on both databases.
storm rounds="1000":
    cargo run --release -p redress-tests --bin faults -- storm {{rounds}}

# Kills a server under load, 25 times on each database.
kill kills="25":
    cargo build --release && cargo run --release -p redress-tests --bin faults -- kill target/release/redress {{kills}}
