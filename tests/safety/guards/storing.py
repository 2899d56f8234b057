"""What keeps one publisher at a time in a store, and a store's secrets unsaid."""

from __future__ import annotations

from safety.guards.guard import Guard

_LEASE = "portal_builder/publish/lease.py"
_OBJECTS = "portal_builder/publish/objects.py"
_CONNECTION = "portal_builder/publish/connection.py"
_NO_TARGET = "tests/publish/test_store.py::test_targets_that_are_none"
_NO_SECRET = "tests/publish/test_objects.py::test_no_secret_is_ever_said"
_TOOK_OVER = "tests/publish/test_lease.py::test_who_was_cut_off_begins_nothing_more"

STORING = (
    Guard(
        "a lease that was not renewed is renewed before a request",
        _LEASE,
        "if time.monotonic() - self._renewed > self._terms.fresh:",
        "if False:",
        _TOOK_OVER,
    ),
    Guard(
        "a lease that was taken is lost",
        _LEASE,
        "if not self._is_mine():  # it may be that only the answer was lost",
        "if False:",
        _TOOK_OVER,
    ),
    Guard(
        "a lease that another holds is not taken",
        _LEASE,
        'self._content(), mode="create")\n        except Taken:\n            found',
        "self._content())\n        except Taken:\n            found",
        "tests/publish/test_lease.py::test_one_after_the_other",
    ),
    Guard(
        "of many that take over one gets the lease",
        _LEASE,
        "self._version = self._objects.put(LOCK, self._content(), mode=version)",
        "self._version = self._objects.put(LOCK, self._content())",
        "tests/publish/test_lease.py::test_of_many_that_take_over_one_gets_it",
    ),
    Guard(
        "a store that heeds no conditions is found out",
        _LEASE,
        "        self._check_conditions()\n\n",
        "\n",
        "tests/publish/test_lease.py::test_a_store_that_heeds_no_conditions_is_told_of",
    ),
    Guard(
        "an answer that was cut off is no object",
        _OBJECTS,
        "if size is not None and len(data) != size:",
        "if False:",
        "tests/publish/test_objects.py"
        "::test_an_answer_without_a_body_is_not_taken_for_an_empty_object",
    ),
    Guard(
        "a store's words are not said where it refuses",
        _OBJECTS,
        'return StoreFault(f"{self.name} refuses it: {_reason(error)}; {hint}")',
        'return StoreFault(f"{self.name} refuses it: {error}; {hint}")',
        _NO_SECRET,
    ),
    Guard(
        "a store's words are not said where it does not answer",
        _OBJECTS,
        "reason = _reason(error)",
        "reason = str(error)",
        _NO_SECRET,
    ),
    Guard(
        "settings are said without secrets",
        _CONNECTION,
        "return made(target, config=config, client_options=client, retry_config=retry)\n"
        "    except Exception as error:  # whatever obstore finds wrong with a setting\n"
        "        first = str(error).splitlines()[0] if str(error) else type(error).__name__\n"
        '        raise StoreFault(f"{target} cannot be used: {_without_secrets(first)}") from None',
        "return made(target, config=config, client_options=client, retry_config=retry)\n"
        "    except Exception as error:\n"
        '        raise StoreFault(f"{target} cannot be used: {error}") from None',
        "tests/publish/test_store.py::test_a_store_whose_settings_are_wrong_is_told_without_them",
    ),
    Guard(
        "a target holds no credentials",
        _CONNECTION,
        'if parts.username or parts.password or parts.query or "@" in parts.netloc:',
        "if False:",
        _NO_TARGET,
    ),
    Guard(
        "an address that is none is said without its credentials",
        _CONNECTION,
        'return re.split(r"[?#]", address.rpartition("@")[2])[0]',
        "return address",
        _NO_TARGET,
    ),
    Guard(
        "only what carries its digest is kept for ever",
        "portal_builder/publish/headers.py",
        "forever = is_fingerprinted(path, digest)",
        'forever = path.startswith("assets/")',
        "tests/publish/test_store.py::test_headers_say_what_a_file_is_and_how_long_it_holds",
    ),
)
