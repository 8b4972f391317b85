DROP TABLE sandbox_effects;
DROP TABLE sandbox_requests;
DROP TABLE sandbox_scripts;
