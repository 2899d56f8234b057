"""What keeps a sealed site sealed."""

from __future__ import annotations

from safety.guards.guard import Guard

_CIPHER = "portal_builder/seal/cipher.py"
_UNREADABLE = "tests/seal/test_seal.py::test_nothing_of_the_site_can_be_read"
_NONCES = "tests/seal/test_seal.py::test_no_two_files_share_a_nonce_and_each_belongs_to_its_place"

SEALING = (
    Guard(
        "only what was verified is sealed",
        "portal_builder/sealing.py",
        "site = as_verified(slug, output.site(slug), record.files)",
        "site = Verified(slug, output.site(slug), {'index.html': record.files['index.html']})",
        "tests/seal/test_seal.py::test_a_site_that_is_not_as_it_was_verified_is_not_sealed",
    ),
    Guard(
        "what changes while it is sealed is not sealed",
        "portal_builder/sealing.py",
        "if sha256(data).hexdigest() != digest:",
        "if False:",
        "tests/seal/test_seal.py::test_what_changes_while_it_is_sealed_is_not_sealed",
    ),
    Guard(
        "a sealed site takes no other folder's place",
        "portal_builder/sealing.py",
        "target.check()\n",
        "pass\n",
        "tests/seal/test_seal.py::test_sealing_takes_no_other_folders_place",
    ),
    Guard(
        "names say nothing",
        "portal_builder/seal/bundle.py",
        "name = key.name(path, data)",
        'name = path.replace("/", "-")',
        _UNREADABLE,
    ),
    Guard(
        "the index is sealed",
        "portal_builder/seal/bundle.py",
        "yield place(INDEX), key.encrypted(INDEX, INDEX, listed)",
        "yield place(INDEX), listed",
        _UNREADABLE,
    ),
    Guard(
        "files are sealed",
        _CIPHER,
        "return nonce + _aes(self._secret).encrypt(nonce, data, name.encode())",
        "return nonce + data",
        _UNREADABLE,
    ),
    Guard(
        "a sealed file belongs to its place",
        _CIPHER,
        ".encrypt(nonce, data, name.encode())",
        '.encrypt(nonce, data, b"")',
        "tests/seal/test_seal.py::test_a_sealed_file_belongs_to_its_place",
    ),
    Guard(
        "no nonce is used twice",
        _CIPHER,
        'nonce = self._derived(b"nonce", path, data)[:_NONCE]',
        'nonce = b"0" * _NONCE',
        _NONCES,
    ),
    Guard(
        "a guess takes long",
        _CIPHER,
        "ITERATIONS = 1_000_000",
        "ITERATIONS = 1_000",
        "tests/seal/test_seal.py::test_all_of_the_site_is_in_it_and_comes_out_with_the_passphrase",
    ),
    Guard(
        "each site has a salt of its own",
        _CIPHER,
        "salt = salt or os.urandom(_SALT)",
        'salt = salt or b"0" * _SALT',
        "tests/seal/test_seal.py::test_each_key_has_a_salt_of_its_own_and_is_said_nowhere",
    ),
    Guard(
        "a key is said nowhere",
        _CIPHER,
        "_secret: bytes = field(repr=False)",
        "_secret: bytes = field()",
        "tests/seal/test_seal.py::test_each_key_has_a_salt_of_its_own_and_is_said_nowhere",
    ),
    Guard(
        "a short passphrase is warned of",
        "portal_builder/seal/passphrase.py",
        "return len(normal(passphrase)) < _SHORT",
        "return False",
        "tests/seal/test_seal.py::test_a_short_passphrase_is_warned_of",
    ),
    Guard(
        "the page that asks leads nowhere else",
        "portal_builder/seal/page/seal-page.js",
        "wanted.href.startsWith(root) ? wanted : new URL(root)",
        "wanted",
        "tests/seal/test_seal.py::test_the_page_that_asks_leads_nowhere_else",
    ),
)
