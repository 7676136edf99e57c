"""MAN: the rules of the family, and which of pydantic's errors each stands for."""

from collections.abc import Mapping
from typing import Final

from chandlery.checks import Rule, stated

OTHER = stated(
    "MAN000",
    """The value is refused.

    ## Why it matters
    The schema has a condition for this value that no other rule of this family stands for; the
    message says which.

    ## Example
    ```json
    {"published": "2026-02-30T09:00:00Z"}
    ```

    ## How to mend it
    Correct the value as the message says.
    """,
)
MISSING_KEY = stated(
    "MAN001",
    """A key is missing.

    ## Why it matters
    Whoever reads the record counts on the key being there.

    ## Example
    A `listing.yml` without `license`.

    ## How to mend it
    Add the key to the mapping that is named.
    """,
)
UNKNOWN_KEY = stated(
    "MAN002",
    """A key is not known here.

    ## Why it matters
    A key that nothing reads is a key that somebody believes is read: most often it is a known one,
    misspelt or one level too deep.

    ## Example
    ```yaml
    summery: Keeps links alive.
    ```

    ## How to mend it
    Correct the key, move it to where it belongs, or take it out.
    """,
)
WRONG_TYPE = stated(
    "MAN003",
    """A value is of the wrong type.

    ## Why it matters
    A number where a text belongs, or one value where a list belongs, is not what the client's code
    expects; some refuse it, and some take it for something else.

    ## Example
    ```yaml
    tags: links
    ```

    ## How to mend it
    Write a value of the type that is named. A number in quotes is a text.
    """,
)
NOT_ALLOWED = stated(
    "MAN004",
    """A value is not one of those allowed.

    ## Why it matters
    Only a few words have a meaning here, and they are case-sensitive.

    ## Example
    ```yaml
    act: revoke
    ```

    ## How to mend it
    Use one of the words that are listed.
    """,
)
WRONG_FORM = stated(
    "MAN005",
    """A value does not have the form that it must have.

    ## Why it matters
    Names become addresses and folders, digests are compared, times are sorted: each has one form
    that all readers share.

    ## Example
    ```json
    {"sha256": "9B2D"}
    ```

    ## How to mend it
    Write the value in the form that is named.
    """,
)
WRONG_LENGTH = stated(
    "MAN006",
    """A value is too short or too long.

    ## Why it matters
    An empty text says nothing, and a very long one breaks pages and lists that others read.

    ## Example
    ```yaml
    categories: []
    ```

    ## How to mend it
    Fill it in, or shorten it to the length that is named.
    """,
)
OUT_OF_RANGE = stated(
    "MAN007",
    """A value is out of range.

    ## Why it matters
    A size of zero or a time beyond its bounds cannot be true, or asks for more than a client will
    give.

    ## Example
    ```json
    {"size": 0}
    ```

    ## How to mend it
    Use a value within the bounds that are named.
    """,
)
MORE = stated(
    "MAN008",
    """More is wrong with the record than is listed.

    ## Why it matters
    A record with hundreds of faults mostly has one, repeated; the first hundred show which. The
    rest is counted, so that nobody takes the list for the whole.

    ## Example
    A `listing.yml` with a thousand keys that nothing reads.

    ## How to mend it
    Mend what is listed, and check again.
    """,
)

RULES: Final[tuple[Rule, ...]] = (
    OTHER,
    MISSING_KEY,
    UNKNOWN_KEY,
    WRONG_TYPE,
    NOT_ALLOWED,
    WRONG_FORM,
    WRONG_LENGTH,
    OUT_OF_RANGE,
    MORE,
)

_ERROR_TYPES: Final[Mapping[Rule, str]] = {
    OTHER: """
        no_such_attribute json_invalid json_type needs_python_object recursion_loop
        recursion_depth_exceeded frozen_field frozen_instance get_attribute_error
        default_factory_not_called iteration_error set_item_not_hashable value_error
        assertion_error missing_sentinel_error ellipsis_error is_instance_of is_subclass_of
        callable_type multiple_argument_values
    """,
    MISSING_KEY: """
        missing missing_argument missing_keyword_only_argument missing_positional_only_argument
        union_tag_not_found
    """,
    UNKNOWN_KEY: """
        extra_forbidden unexpected_keyword_argument unexpected_positional_argument
    """,
    WRONG_TYPE: """
        invalid_key model_type model_attributes_type dataclass_type dataclass_exact_type
        named_tuple_type none_required iterable_type string_type dict_type
        frozen_dict_type ordered_dict_type counter_type mapping_type list_type deque_type
        tuple_type set_type frozen_set_type bool_type bool_parsing int_type int_parsing
        int_from_float float_type float_parsing bytes_type date_type time_type datetime_type
        time_delta_type arguments_type url_type uuid_type decimal_type decimal_parsing
        fraction_type fraction_parsing complex_type complex_str_parsing
    """,
    NOT_ALLOWED: "enum literal_error union_tag_invalid",
    WRONG_FORM: """
        string_pattern_mismatch string_not_ascii string_unicode bytes_invalid_encoding date_parsing
        date_from_datetime_parsing date_from_datetime_inexact time_parsing datetime_parsing
        datetime_object_invalid datetime_from_date_parsing timezone_naive timezone_aware
        timezone_offset time_delta_parsing url_parsing url_syntax_violation url_scheme
        uuid_parsing uuid_version
    """,
    WRONG_LENGTH: """
        too_short too_long string_too_short string_too_long bytes_too_short bytes_too_long
        url_too_long
    """,
    OUT_OF_RANGE: """
        greater_than greater_than_equal less_than less_than_equal multiple_of finite_number
        int_parsing_size date_past date_future datetime_past datetime_future
        decimal_max_digits decimal_max_places decimal_whole_digits
    """,
}

# pydantic's error type → our rule.
RULE_OF: Final[Mapping[str, Rule]] = {
    type_: rule for rule, types in _ERROR_TYPES.items() for type_ in types.split()
}
