//! Fresh databases for tests: always SQLite in a temporary folder, and PostgreSQL in a schema of its own when
//! `REDRESS_TEST_POSTGRES` names a server.
