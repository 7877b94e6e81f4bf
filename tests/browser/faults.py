"""Which test plays which fault of the text; those that cannot be produced say why.

`tests/test_faults_table.py` checks that each is there.
"""

FAULTS = {
    "server killed before, inside, after the transaction": (
        "test_faults.py::test_the_server_dies_at_a_point_of_the_transaction"
    ),
    "answer lost after commit": (
        "test_faults.py::test_a_bad_network_delays_the_text_and_nothing_else"
    ),
    "truncated or foreign answer": (
        "test_faults.py::test_a_bad_network_delays_the_text_and_nothing_else"
    ),
    "answer that never comes": "test_faults.py::test_an_answer_that_never_comes_holds_nobody_up",
    "2G with 30 % loss": "test_faults.py::test_a_link_of_2g_that_loses_a_third_brings_the_text",
    "link flapping": "test_faults.py::test_a_flapping_link_doubles_nothing",
    "hours offline": "test_faults.py::test_hours_without_network_and_a_long_text",
    "new meeting made offline": (
        "test_device_offline.py::"
        "test_a_meeting_made_without_network_is_created_with_its_text_when_it_is_back"
    ),
    "editor opened offline after a browser restart": (
        "test_device_offline.py::test_the_editor_opens_without_network_after_the_browser_was_killed"
    ),
    "browser killed while typing": "test_faults.py::test_the_browser_is_killed_while_one_types",
    "browser killed while sending": (
        "test_device_saving.py::test_a_save_cut_by_the_death_of_the_browser_counts_once"
    ),
    "browser and server killed at once": (
        "test_faults.py::test_browser_and_server_are_killed_together"
    ),
    "session expired": (
        "test_device_session.py::test_one_signs_in_again_in_the_page_while_typing_goes_on"
    ),
    "session expired, another user signs in": (
        "test_device_session.py::test_another_account_is_told_and_neither_shown_nor_sent_the_text"
    ),
    "CSRF rotated in another tab": (
        "test_device_saving.py::test_a_token_that_changed_is_fetched_and_the_save_sent_again"
    ),
    "account removed while offline": (
        "test_faults.py::test_an_account_removed_while_offline_keeps_its_text_here"
    ),
    "two editors on different fields": (
        "test_faults.py::test_two_editors_of_different_fields_both_find_their_words"
    ),
    "two editors on the same field": (
        "test_faults.py::test_two_editors_of_the_same_field_are_asked"
    ),
    "editor against publisher": (
        "test_faults.py::test_what_comes_after_the_hand_in_is_set_aside_not_lost"
    ),
    "same meeting in two tabs": (
        "test_device_session.py::test_the_second_tab_reads_until_it_is_asked_to_go_on"
    ),
    "reload": "test_faults.py::test_a_reloaded_page_has_what_was_typed",
    "back button": "test_faults.py::test_the_back_button_brings_the_text_back",
    "double submit": "test_faults.py::test_pressing_twice_counts_once",
    "clock wrong by days": "test_faults.py::test_a_clock_wrong_by_days_changes_nothing",
    "quota exceeded, IndexedDB refused": (
        "test_device_saving.py::test_without_memory_a_rescue_copy_is_offered_and_the_text_is_sent"
    ),
    "site data cleared": ("test_faults.py::test_site_data_cleared_while_one_types_are_made_again"),
    "database locked": "test_faults_server.py::test_a_locked_database_is_waited_for",
    "disk full": (
        "test_faults_server.py::test_a_full_disk_is_told_and_the_text_sent_once_there_is_room"
    ),
    "PostgreSQL restarted": "test_faults_server.py::test_postgresql_restarts_while_one_types",
    "new release while typing": (
        "test_device_offline.py::test_a_new_release_waits_until_nothing_is_unsent"
    ),
    "a million pasted characters": (
        "test_faults.py::test_a_million_pasted_characters_arrive_and_one_types_on"
    ),
    "emoji, NUL, lone surrogates": (
        "test_faults.py::test_signs_that_are_none_go_or_become_one_that_tells"
    ),
    "a slow PDF while saving": "test_faults_server.py::test_a_slow_pdf_keeps_no_save_from_arriving",
}

NOT_PRODUCED = {
    "power cut of the PC": (
        "Nothing here cuts the power of a disk: SIGKILL is what can be played. The two seconds "
        "rest on « strict » durability."
    ),
    "page restored from the browser's memory (bfcache)": (
        "Chromium keeps no page driven by its developer tools, nor one answered « no-store »: the "
        "back button is played, the restoring is not."
    ),
    "database locked for 30 s": "Locked for as long as the test looks; gunicorn waits 20 s.",
    "packets lost on the wire": (
        "The proxy passes a stream: loss is played as what a stream shows of it, a wait."
    ),
}
