"""What to do about an error, by its code."""

from __future__ import annotations

from fengsui.text import N_

ADVICE: dict[str, str] = {
    "system_refused": N_("Look at the folder or file that is named: is it there, and may this user use it?"),
    "storage_error": N_("Look at database_url in fengsui.yaml; `fengsui doctor` says what is wrong with the database."),
    "internal_error": N_("Set FENGSUI_TRACE=1 to see where it happened, and report it."),
    "bad_tls": N_("Give two PEM files that this user can read: the whole chain, and the key that belongs to it."),
    "untrusted_certificate": N_("Name the certificate that signed it: SSL_CERT_FILE=/etc/fengsui/cert.pem."),
    "server_unreachable": N_("Start it with `fengsui serve`, or name another with --server URL or FENGSUI_URL."),
    "no_token": N_("Set FENGSUI_TOKEN to what `fengsui user login NAME` prints."),
    "bad_token": N_("Log in again and set FENGSUI_TOKEN to the new token."),
    "bad_login": N_("Ask an administrator for a one-time code: `fengsui user code NAME`."),
    "bad_code": N_("Ask for a new one: `fengsui user code NAME`, or `fengsui init` while there is no account."),
    "locked_out": N_("Wait, or ask an administrator to end the lock: `fengsui user unlock NAME`."),
    "forbidden": N_("Ask an administrator for a role that has this permission."),
    "data_locked": N_("Use the running server: set FENGSUI_TOKEN. Or stop it first."),
    "no_data_folder": N_("Make it with `fengsui init --data DIR`, or name another with --data or FENGSUI_DATA."),
    "bad_settings": N_("Correct the places above in fengsui.yaml or the environment, then try again."),
    "plain_http_refused": N_("See docs/operations.md, TLS and proxies."),
    "no_terminal": N_("Give it on standard input or as an option: nothing is asked without a terminal."),
    "port_taken": N_("Stop the other program, or set another port in fengsui.yaml."),
    "backup_damaged": N_("Take an older backup; `fengsui audit verify` says the same of the running installation."),
    "backup_exists": N_("Name another file, or overwrite it with --force."),
    "backup_sealed": N_("Name the secret key it was encrypted to with --identity, or the passphrase's file."),
    "bad_recipient": N_("`fengsui backup --keygen FILE` makes a key and prints what to name here."),
    "no_heads_file": N_("Name the file with --heads, or wait until the server has signed its first head."),
    "no_heads_key": N_("Name the key with --key; `fengsui init` makes one where there is none."),
    "use_pg_dump": N_("See docs/operations.md, Backup and restore."),
    "storage_damaged": N_("See docs/operations.md, When the disk fails."),
    "storage_full": N_("Free some disk space; the server goes on by itself."),
    "no_such_verb": N_("`fengsui --help` lists every verb."),
    "no_such_command": N_("GET /api/openapi.json lists every command and view."),
    "no_such_view": N_("GET /api/openapi.json lists every command and view."),
    "no_screen": N_("Run it in a terminal, or use `fengsui show` and `fengsui call`."),
}
