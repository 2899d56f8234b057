"""What lets only a client in."""

from __future__ import annotations

from safety.guards.guard import Guard

_HOSTING = "portal_builder/access/hosting.py"
_USERS = "portal_builder/access/users.py"
_NGINX = "portal_builder/access/templates/portals.conf.jinja"
_RULES = "portal_builder/access/templates/portals.rules.jinja"
_CADDY = "portal_builder/access/templates/portals.caddy.jinja"
_REFUSED = (
    "tests/access/test_commands.py"
    "::test_what_would_mean_something_else_in_a_configuration_is_refused"
)
_OWN = "tests/access/test_servers.py::test_credentials_of_the_own_site_get_in_and_no_others"
_HEADERS = "tests/access/test_servers.py::test_every_answer_carries_strict_headers"
_STRANGERS = "tests/access/test_servers.py::test_no_one_sees_anothers_site"
_HANDSHAKE = (
    "tests/access/test_servers.py::test_only_the_own_name_is_answered_in_the_same_handshake"
)
_HIDDEN = "tests/access/test_servers.py::test_hidden_files_are_handed_out_to_no_one"
_NOBODY = "tests/access/test_servers.py::test_whoever_asks_for_another_name_gets_no_answer"
_CERTIFIED = (
    "tests/access/test_servers.py::test_client_certificates_get_in_by_the_clients_own_authority"
)
_ELSEWHERE = "tests/access/test_servers.py::test_a_sign_in_elsewhere_lets_in_the_clients_own_group"

ACCESS = (
    Guard(
        "a client's name means nothing else to a server",
        _HOSTING,
        '_must(SLUG, slug, "no client\'s address")',
        "pass",
        _REFUSED,
    ),
    Guard(
        "a domain means nothing else to a server",
        _HOSTING,
        '_must(_DOMAIN, self.domain, "no domain; write it in small letters, such as example.org")',
        "pass",
        _REFUSED,
    ),
    Guard(
        "a path means nothing else to a server",
        _HOSTING,
        '_must(_PATH, str(path), "a path that a server\'s configuration cannot hold")',
        "pass",
        _REFUSED,
    ),
    Guard(
        "a port means nothing else to a server",
        _HOSTING,
        '_must(_LISTEN, address, "nothing to listen on; name a port, or address:port")',
        "pass",
        _REFUSED,
    ),
    Guard(
        "a proxy's address means nothing else to a server",
        _HOSTING,
        '_must(_PROXY, self.proxy, "no address of a proxy, such as http://127.0.0.1:4180")',
        "pass",
        _REFUSED,
    ),
    Guard(
        "passwords are kept as hashes",
        _USERS,
        "return bcrypt.hashpw(data, bcrypt.gensalt(COST)).decode()",
        "return password",
        "tests/access/test_commands.py::test_a_users_password_is_kept_as_a_hash_that_fits_it",
    ),
    Guard(
        "no password is empty",
        _USERS,
        "if not data.strip():",
        "if False:",
        "tests/access/test_commands.py::test_what_is_no_user_is_refused",
    ),
    Guard(
        "a password counts to its end",
        _USERS,
        'if len(data) > LONGEST or b"\\0" in data:',
        "if False:",
        "tests/access/test_commands.py::test_a_password_counts_to_its_end",
    ),
    Guard(
        "a user's name is one word",
        _USERS,
        "if not _USER.fullmatch(name):\n            raise WrongUse(",
        "if False:\n            raise WrongUse(",
        "tests/access/test_commands.py::test_what_is_no_user_is_refused",
    ),
    Guard(
        "a file of users holds users only",
        _USERS,
        "if not _USER.fullmatch(name) or not _HASH.fullmatch(hashed):",
        "if False:",
        "tests/access/test_commands.py"
        "::test_a_file_of_users_with_something_else_in_it_is_left_alone",
    ),
    Guard(
        "users are no more readable than their folder",
        _USERS,
        "readable = self._path.parent.stat().st_mode & 0o044",
        "readable = 0o044",
        "tests/access/test_commands.py::test_users_are_as_readable_as_their_folder",
    ),
    Guard(
        "nginx asks who someone is",
        _NGINX,
        '    auth_basic "{{ hosting.host(slug) }}";\n',
        "",
        _OWN,
    ),
    Guard(
        "nginx asks of each client its own users",
        _NGINX,
        "{{ hosting.users(slug) }}",
        "{{ hosting.users(hosting.slugs[0]) }}",
        _STRANGERS,
    ),
    Guard(
        "nginx follows no link out of a release",
        _NGINX,
        "    disable_symlinks on from=$document_root;\n",
        "",
        _STRANGERS,
    ),
    Guard(
        "nginx has no answer for other names",
        _NGINX,
        "    return 444;\n",
        "    return 200;\n",
        _NOBODY,
    ),
    Guard(
        "nginx has no certificate for other names",
        _NGINX,
        "    ssl_reject_handshake on;\n",
        '    ssl_certificate "{{ hosting.certificate.chain }}";\n'
        '    ssl_certificate_key "{{ hosting.certificate.key }}";\n',
        _HANDSHAKE,
    ),
    Guard(
        "nginx answers the name of the handshake only",
        _NGINX,
        "    if ($ssl_server_name != $host) {\n        return 421;\n    }\n",
        "",
        _HANDSHAKE,
    ),
    Guard(
        "nginx asks for a certificate",
        _NGINX,
        "ssl_verify_client on;",
        "ssl_verify_client optional_no_ca;",
        _CERTIFIED,
    ),
    Guard(
        "nginx takes the client's own authority",
        _NGINX,
        "{{ hosting.authority(slug) }}",
        "{{ hosting.authority(hosting.slugs[0]) }}",
        _CERTIFIED,
    ),
    Guard(
        "nginx asks for the client's own group",
        _NGINX,
        "/oauth2/auth?allowed_groups={{ slug }};",
        "/oauth2/auth?allowed_groups={{ hosting.slugs[-1] }};",
        _ELSEWHERE,
    ),
    Guard(
        "nginx asks a sign-in elsewhere", _NGINX, "    auth_request /oauth2/auth;\n", "", _ELSEWHERE
    ),
    Guard(
        "nginx hands out no hidden file",
        _RULES,
        "location ~ /\\. {\n    return 404;\n}\n",
        "",
        _HIDDEN,
    ),
    Guard(
        "nginx sends the headers with errors too",
        _RULES,
        'add_header {{ name }} "{{ value }}" always;',
        'add_header {{ name }} "{{ value }}";',
        _HEADERS,
    ),
    Guard(
        "nginx sends the policy with errors too",
        _RULES,
        "add_header Content-Security-Policy $portal_policy always;",
        "add_header Content-Security-Policy $portal_policy;",
        _HEADERS,
    ),
    Guard(
        "Caddy asks who someone is",
        _CADDY,
        '{% if hosting.auth == "basic" and users[slug] %}',
        "{% if false %}",
        "tests/access/test_commands.py::test_clients_that_no_one_can_sign_in_to_are_named",
    ),
    Guard(
        "Caddy lets no one in where there are no users",
        _CADDY,
        "\t\terror 403\n",
        "",
        "tests/access/test_commands.py::test_clients_that_no_one_can_sign_in_to_are_named",
    ),
    Guard(
        "Caddy asks of each client its own users",
        _CADDY,
        "in users[slug].items() %}",
        "in users[hosting.slugs[-1]].items() %}",
        _OWN,
    ),
    Guard("Caddy has no answer for other names", _CADDY, "\tabort\n", '\trespond "x"\n', _NOBODY),
    Guard("Caddy hands out no hidden file", _CADDY, "\terror @hidden 404\n", "", _HIDDEN),
    Guard(
        "Caddy asks for a certificate",
        _CADDY,
        "mode require_and_verify",
        "mode request",
        _CERTIFIED,
    ),
    Guard(
        "Caddy asks for the client's own group",
        _CADDY,
        "uri /oauth2/auth?allowed_groups={{ slug }}",
        "uri /oauth2/auth?allowed_groups={{ hosting.slugs[-1] }}",
        _ELSEWHERE,
    ),
)
