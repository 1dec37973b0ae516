#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether translators are given every text, and what they give back can be used."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import tap

tap.need('msgattrib', 'msgfmt', 'msgmerge', 'xgettext')

TOP = pathlib.Path(os.environ['RACKSIDE_SOURCE'])
MARKED = re.compile(r'(?<!\w)(?:N?C?_|ngettext) ?\("')
STRING = r'"(?:[^"\\]|\\.)*"'

# What people read goes through these; their text is the last argument but for those of printf().
SHOWING = re.compile(r'(?<!\w)(gtk_label_set_(?:label|text|markup)|gtk_label_new|gtk_widget_set_tooltip_text'
                     r'|gtk_(?:menu_)?button_set_label|gtk_button_new_with_(?:label|mnemonic)|gtk_window_set_title'
                     r'|adw_window_title_set_(?:sub)?title|adw_preferences_(?:row|group|page)_set_title'
                     r'|adw_action_row_set_subtitle|adw_status_page_set_(?:title|description)|adw_toast_new'
                     r'|adw_message_dialog_(?:new|add_responses?|set_heading|set_body|format_body)'
                     r'|gtk_file_chooser_native_new|gtk_file_filter_set_name|g_menu_(?:append|item_new)'
                     r'|g_set_error(?:_literal)?|g_task_return_new_error|g_error_new(?:_literal)?|g_prefix_error)'
                     r' ?\(')
SHOWN_PROPERTIES = {'label', 'title', 'subtitle', 'tooltip-text', 'placeholder-text', 'description', 'heading', 'body'}


def sources():
    for folder in 'app', 'protocol':
        for path in sorted((TOP / folder).rglob('*')):
            # The simulator plays a server, and its orders and its log are read by programs.
            if (TOP / 'app' / 'simulator') not in path.parents:
                yield path


def is_words(text):
    """Not a name for programs, a format, or a sign."""
    return re.search(r'[A-Za-z]{2}', re.sub(r'%[-+ #0-9.]*[a-z]+', '', text)) and re.search(r'[A-Z ]', text)


def arguments_at(text, start):
    """The text up to the bracket that closes the call whose arguments begin at start."""
    depth, at = 1, start
    token = re.compile(STRING + r"|'(?:[^'\\]|\\.)'|[()]")
    while depth:
        match = token.search(text, at)
        depth += {'(': 1, ')': -1}.get(match.group(), 0)
        at = match.end()
    return text[start:at - 1]


def unmarked(arguments):
    """The strings among a call's arguments that are in no inner call."""
    depth = 0
    for match in re.finditer(STRING + r"|'(?:[^'\\]|\\.)'|[()]", arguments):
        token = match.group()
        depth += {'(': 1, ')': -1}.get(token, 0)
        if token[0] == '"' and depth == 0 and is_words(token[1:-1]):
            yield token


class TestTexts(unittest.TestCase):
    def test_potfiles_has_every_file(self):
        found = [path for path in sources()
                 if (path.suffix in ('.c', '.h') and MARKED.search(path.read_text(encoding='utf-8')))
                 or (path.suffix == '.ui' and 'translatable="yes"' in path.read_text(encoding='utf-8'))]
        found += [path for pattern in ('*.desktop.in', '*.metainfo.xml.in', '*.gschema.xml')
                  for path in (TOP / 'data').glob(pattern)]
        found = sorted(path.relative_to(TOP).as_posix() for path in found)
        listed = [line for line in (TOP / 'po' / 'POTFILES').read_text(encoding='utf-8').splitlines()
                  if line and not line.startswith('#')]
        self.assertEqual(listed, found, 'po/POTFILES')

    def test_templates_are_translatable(self):
        for path in sources():
            if path.suffix != '.ui':
                continue
            for node in xml.etree.ElementTree.parse(path).iter():
                if (node.tag in ('property', 'attribute') and node.get('name') in SHOWN_PROPERTIES
                        and is_words((node.text or '').strip()) and node.get('translatable') != 'yes'):
                    self.fail('%s: “%s” is not translatable' % (path.relative_to(TOP), node.text))

    def test_what_is_shown_is_marked(self):
        missed = []
        for path in sources():
            if path.suffix != '.c':
                continue
            text = path.read_text(encoding='utf-8')
            for call in SHOWING.finditer(text):
                for string in unmarked(arguments_at(text, call.end())):
                    missed.append('%s: %s (%s' % (path.relative_to(TOP), call.group(1), string))
        self.assertEqual(missed, [])


    def test_other_calls_are_not_used(self):
        """The tests know these: _(), N_(), C_(), NC_(), ngettext()."""
        found = [path.relative_to(TOP).as_posix() for path in sources()
                 if path.suffix == '.c' and re.search(r'(?<!\w)(?:g_)?d[cnp]\w*gettext2? \(', path.read_text(encoding='utf-8'))]
        self.assertEqual(found, [])


class TestCatalogues(unittest.TestCase):
    def test_formats_are_those_of_the_text(self):
        for path in sorted((TOP / 'po').glob('*.po')):
            process = subprocess.run(['msgfmt', '--check', '-o', os.devnull, path], capture_output=True, text=True)
            self.assertEqual(process.returncode, 0, process.stderr)

    def test_every_text_is_translated(self):
        listed = [line for line in (TOP / 'po' / 'POTFILES').read_text(encoding='utf-8').splitlines()
                  if line and not line.startswith('#')]
        with tempfile.TemporaryDirectory() as folder:
            template = os.path.join(folder, 'rackside.pot')
            subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
                            '--keyword=NC_:1c,2', '--keyword=ngettext:1,2', '-o', template, *listed],
                           cwd=TOP, check=True, capture_output=True)
            for path in sorted((TOP / 'po').glob('*.po')):
                merged = os.path.join(folder, path.name)
                subprocess.run(['msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged, path, template], check=True)
                missing = subprocess.run(['msgattrib', '--untranslated', '--no-obsolete', '--no-wrap', merged], check=True,
                                         capture_output=True, text=True).stdout
                fuzzy = subprocess.run(['msgattrib', '--only-fuzzy', '--no-obsolete', path], check=True,
                                       capture_output=True, text=True).stdout
                self.assertEqual(re.findall('^msgid "(.+)"', missing + fuzzy, re.MULTILINE), [], path.name)

    def test_linguas_has_every_language(self):
        listed = [line for line in (TOP / 'po' / 'LINGUAS').read_text(encoding='utf-8').splitlines()
                  if line and not line.startswith('#')]
        self.assertEqual(listed, sorted(path.stem for path in (TOP / 'po').glob('*.po')))


tap.main()
