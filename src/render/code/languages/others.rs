//! Languages without braces, and those that have a reader of their own.

use super::{
    ASSIGNED_NAMES, AT_META, BACKSLASH_WORDS, CALLS, CAPITALS, CASELESS, CHARS, COMMANDS, DASHES,
    DOLLAR_NAMES, DOUBLE, HEREDOCS, KEYS, Language, MARKED_WORDS, NESTED_COMMENTS, NONE, OPTIONS,
    Reader, SECTIONS, SINGLE, SPACED_COMMENTS, SYMBOLS, lines, quote, raw, with_hole,
};

pub(super) const ALL: &[Language] = &[
    Language {
        names: "python py python3 py3 ipython starlark bzl",
        keywords: "and as assert async await break case class continue def del elif else except \
            finally for from global if import in is lambda match nonlocal not or pass raise \
            return try type while with yield",
        types: "bool bytearray bytes complex dict float frozenset int list object set str tuple \
            type",
        constants: "Ellipsis False None NotImplemented True cls self",
        prefixes: "B BR Br F FR R U b bR br f fR fr r rB rb rf t u",
        line: &["#"],
        block: &[],
        quotes: &[lines("\"\"\""), lines("'''"), DOUBLE, SINGLE],
        flags: CALLS | CAPITALS | AT_META,
        ..NONE
    },
    Language {
        names: "bash sh shell zsh fish console shell-session shellsession terminal ksh",
        keywords: "case do done elif else end esac export fi for function if in local return \
            select then time until while",
        constants: "false true",
        line: &["#"],
        block: &[],
        quotes: &[lines("\""), raw("'", "'"), lines("`")],
        flags: COMMANDS | DASHES | DOLLAR_NAMES | HEREDOCS | OPTIONS | SPACED_COMMENTS,
        ..NONE
    },
    Language {
        names: "powershell ps1 pwsh posh",
        keywords: "begin break catch class continue data do dynamicparam else elseif end enum \
            exit filter finally for foreach from function hidden if in param process return \
            static switch throw trap try until using while",
        line: &["#"],
        block: &[("<#", "#>")],
        quotes: &[
            raw("@\"", "\"@"),
            raw("@'", "'@"),
            lines("\""),
            raw("'", "'"),
        ],
        flags: CASELESS | COMMANDS | DASHES | DOLLAR_NAMES | OPTIONS,
        ..NONE
    },
    Language {
        names: "batch bat cmd dos",
        keywords: "call cd cls copy defined del do echo else endlocal errorlevel exist exit for \
            goto if in mkdir move not off on pause popd pushd rem ren rmdir set setlocal shift \
            start title type",
        constants: "",
        line: &["REM ", "rem ", "Rem ", "::"],
        block: &[],
        quotes: &[DOUBLE],
        flags: CASELESS | OPTIONS,
        ..NONE
    },
    Language {
        names: "ruby rb rake gemfile crystal cr",
        keywords: "BEGIN END alias and attr_accessor attr_reader attr_writer begin break case \
            class def defined? do else elsif end ensure extend for if in include loop module \
            next not or private protected public raise redo require require_relative rescue \
            retry return self super then undef unless until when while yield",
        constants: "false nil true",
        line: &["#"],
        block: &[("=begin", "=end")],
        quotes: &[
            with_hole(lines("\""), "#{", b'{', b'}'),
            lines("'"),
            lines("`"),
        ],
        flags: CALLS | CAPITALS | SYMBOLS | MARKED_WORDS | HEREDOCS | super::PATTERNS | AT_META,
        ..NONE
    },
    Language {
        names: "perl pl pm raku",
        keywords: "and cmp die do each else elsif eq eval for foreach ge given gt if keys last \
            le local lt my ne next no not or our package print printf push qw redo require \
            return say shift sub unless until use values when while xor",
        constants: "undef",
        line: &["#"],
        block: &[("=pod", "=cut"), ("=head1", "=cut")],
        quotes: &[lines("\""), lines("'")],
        flags: CALLS | DOLLAR_NAMES | HEREDOCS | super::PATTERNS | SPACED_COMMENTS,
        ..NONE
    },
    Language {
        names: "lua luau",
        keywords: "and break do else elseif end for function goto if in local not or repeat \
            return then until while",
        constants: "false nil self true",
        line: &["--"],
        block: &[("--[[", "]]"), ("--[=[", "]=]")],
        quotes: &[raw("[[", "]]"), DOUBLE, SINGLE],
        ..NONE
    },
    Language {
        names: "r rscript splus",
        keywords: "break else for function if in library next repeat require return while",
        constants: "FALSE Inf NA NULL NaN TRUE",
        line: &["#"],
        block: &[],
        quotes: &[lines("\""), lines("'")],
        ..NONE
    },
    Language {
        names: "julia jl",
        keywords: "abstract baremodule begin break catch const continue do else elseif end \
            export finally for function global if import in isa let local macro module mutable \
            primitive quote return struct try type using where while",
        constants: "Inf NaN false missing nothing true",
        prefixes: "b r raw",
        line: &["#"],
        block: &[("#=", "=#")],
        quotes: &[lines("\"\"\""), DOUBLE, SINGLE],
        flags: CALLS | CAPITALS | AT_META | SYMBOLS | CHARS | MARKED_WORDS,
        ..NONE
    },
    Language {
        names: "matlab octave",
        keywords: "break case catch classdef continue else elseif end endfunction endif for \
            function global if methods otherwise parfor persistent properties return switch try \
            while",
        constants: "Inf NaN eps false pi true",
        line: &["%", "#"],
        block: &[("%{", "%}")],
        quotes: &[DOUBLE, SINGLE],
        ..NONE
    },
    Language {
        names: "sql mysql postgres postgresql psql sqlite plsql tsql mssql bigquery snowflake",
        keywords: "add all alter analyze and any as asc auto_increment begin between by cascade \
            case cast check coalesce collate column commit conflict constraint create cross \
            current_date current_timestamp database declare default delete desc describe \
            distinct do drop else elsif end except exec exists explain fetch filter first \
            following for foreign from full function generated grant group having if ilike in \
            index inner insert intersect interval into is join key language last lateral left \
            like limit loop materialized merge natural not nothing nulls of offset on or order \
            outer over partition preceding primary procedure range recursive references replace \
            returning returns revoke right rollback row rows schema select sequence set show \
            table temp temporary then to transaction trigger truncate unbounded union unique \
            update using values view when where while window with",
        types: "bigint bigserial blob boolean bytea char date datetime decimal double enum float \
            int integer json jsonb money numeric nvarchar real serial smallint text time \
            timestamp timestamptz tinyint uuid varchar",
        prefixes: "b e n x",
        line: &["--", "#"],
        quotes: &[
            raw("'", "'"),
            raw("\"", "\""),
            raw("`", "`"),
            raw("$$", "$$"),
        ],
        flags: CALLS | CASELESS,
        ..NONE
    },
    Language {
        names: "haskell hs purescript elm",
        keywords: "as case class data default deriving do else exposing family forall foreign \
            hiding if import in infix infixl infixr instance let module newtype of port \
            qualified then type where",
        constants: "False True otherwise",
        line: &["--"],
        block: &[("{-", "-}")],
        quotes: &[lines("\"\"\""), DOUBLE, SINGLE],
        flags: CAPITALS | CHARS | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "ocaml ml fsharp f# fs sml reason",
        keywords: "abstract and as assert async begin class constraint do done downto else end \
            exception external for fun function functor if in include inherit initializer inline \
            interface lazy let match member method mod module mutable namespace new object of \
            open or override private rec return select sig static struct then to try type use \
            val virtual when while with yield",
        types: "bool char float int list option string unit",
        constants: "false null true",
        line: &["//"],
        block: &[("(*", "*)")],
        quotes: &[lines("\"\"\""), lines("\""), SINGLE],
        flags: CAPITALS | CHARS | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "elixir ex exs heex",
        keywords: "after alias and case catch cond def defdelegate defguard defimpl defmacro \
            defmodule defp defprotocol defstruct do else end fn for if import in not or quote \
            raise receive require rescue super throw try unless unquote use when with",
        constants: "false nil true",
        line: &["#"],
        block: &[],
        quotes: &[
            with_hole(lines("\"\"\""), "#{", b'{', b'}'),
            with_hole(lines("\""), "#{", b'{', b'}'),
            SINGLE,
        ],
        flags: CALLS | CAPITALS | AT_META | SYMBOLS | MARKED_WORDS,
        ..NONE
    },
    Language {
        names: "erlang erl",
        keywords: "after and andalso band begin bnot bor case catch div end fun if not of or \
            orelse receive rem try when xor",
        constants: "false true undefined",
        line: &["%"],
        block: &[],
        flags: CALLS | CAPITALS,
        ..NONE
    },
    Language {
        names: "clojure clj cljs edn lisp common-lisp scheme racket elisp emacs-lisp el",
        keywords: "and case catch cond cons def defclass defmacro defmethod defn \
            defparameter defprotocol defrecord defun defvar do doseq else fn for if if-let \
            lambda let letrec loop map ns or progn quote recur require set! setf setq throw \
            try unless use when when-let",
        constants: "false nil t true",
        line: &[";"],
        block: &[("#|", "|#")],
        quotes: &[lines("\"")],
        flags: DASHES | SYMBOLS | MARKED_WORDS,
        ..NONE
    },
    Language {
        names: "vb vbnet vba visualbasic vb.net basic",
        keywords: "and andalso as byref byval call case catch class const declare dim do each \
            else elseif end enum error event exit finally for friend function get handles if \
            implements imports in inherits is let loop me mod module mybase namespace new next \
            not of on option optional or orelse private property protected public raiseevent \
            readonly redim return select set shared step sub then throw to try until using wend \
            while with",
        types: "boolean byte char date decimal double integer long object short single string",
        constants: "false nothing true",
        line: &["'", "REM "],
        block: &[],
        quotes: &[raw("\"", "\"")],
        flags: CALLS | CASELESS,
        ..NONE
    },
    Language {
        names: "fortran f90 f95 fortran90",
        keywords: "allocatable allocate call case contains cycle deallocate dimension do else \
            elseif end enddo endif exit function if implicit in inout intent interface module \
            none only out parameter pointer print private procedure program public pure read \
            recursive result return save select stop subroutine target then type use where while \
            write",
        types: "character complex double integer logical precision real",
        line: &["!"],
        block: &[],
        quotes: &[raw("\"", "\""), raw("'", "'")],
        flags: CALLS | CASELESS,
        ..NONE
    },
    Language {
        names: "pascal delphi objectpascal ada",
        keywords: "and array as begin body case class const constructor destructor div do downto \
            else elsif end except exit file finally for function goto if implementation in \
            inherited interface is loop mod nil not object of or out override package private \
            procedure program property protected public raise record repeat return set shl shr \
            then to try type unit until uses var virtual while with xor",
        types: "boolean byte cardinal char double extended integer longint real shortint single \
            string word",
        line: &["//", "--"],
        block: &[("{", "}"), ("(*", "*)")],
        quotes: &[raw("'", "'"), DOUBLE],
        flags: CALLS | CASELESS,
        ..NONE
    },
    Language {
        names: "nix",
        keywords: "assert builtins else if import in inherit let or rec then with",
        line: &["#"],
        quotes: &[
            with_hole(raw("''", "''"), "${", b'{', b'}'),
            with_hole(lines("\""), "${", b'{', b'}'),
        ],
        flags: DASHES | ASSIGNED_NAMES,
        ..NONE
    },
    Language {
        names: "cfg conf config dotenv editorconfig env gitconfig ini properties service systemd \
            toml",
        constants: "false inf nan no off on true yes",
        line: &["#", ";"],
        block: &[],
        quotes: &[lines("\"\"\""), raw("'''", "'''"), DOUBLE, SINGLE],
        flags: ASSIGNED_NAMES | DASHES | SECTIONS,
        ..NONE
    },
    Language {
        names: "dockerfile docker containerfile",
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label maintainer \
            onbuild run shell stopsignal user volume workdir",
        constants: "",
        line: &["#"],
        block: &[],
        flags: CASELESS | DOLLAR_NAMES | OPTIONS | HEREDOCS | SPACED_COMMENTS,
        ..NONE
    },
    Language {
        names: "makefile make mk cmake just justfile",
        keywords: "add_executable add_library cmake_minimum_required define else elseif endef \
            endforeach endfunction endif export find_package foreach function if ifdef ifeq \
            ifndef ifneq include message option override project set target_link_libraries",
        constants: "OFF ON",
        line: &["#"],
        block: &[],
        flags: CALLS | DASHES | DOLLAR_NAMES | KEYS | OPTIONS | ASSIGNED_NAMES,
        ..NONE
    },
    Language {
        names: "latex tex bibtex bib sty",
        constants: "",
        line: &["%"],
        block: &[],
        quotes: &[],
        flags: BACKSLASH_WORDS | AT_META,
        ..NONE
    },
    Language {
        names: "asm assembly nasm x86asm armasm s mips",
        keywords: "add and b beq bl bne call cmp dec div extern global imul inc int ja jae jb \
            jbe je jg jge jl jle jmp jne jnz jz ldr lea mov movl movq movzx mul nop not or pop \
            push ret section segment shl shr str sub syscall test xor",
        types: "al ax bl bx cl cx db dd dl dq dw dx eax ebp ebx ecx edi edx esi esp r10 r11 r12 \
            r13 r14 r15 r8 r9 rax rbp rbx rcx rdi rdx rsi rsp",
        constants: "",
        line: &[";", "#"],
        flags: CASELESS,
        ..NONE
    },
    Language {
        names: "http https rest",
        keywords: "DELETE GET HEAD HTTP OPTIONS PATCH POST PUT",
        line: &["#"],
        block: &[],
        quotes: &[quote("\"")],
        flags: DASHES | KEYS,
        ..NONE
    },
    Language {
        names: "astro cshtml ejs erb handlebars hbs htm html jinja jinja2 mathml plist razor rss \
            svelte svg vue xaml xhtml xml",
        reader: Reader::Markup,
        ..NONE
    },
    Language {
        names: "css scss sass less stylus postcss",
        reader: Reader::Style,
        ..NONE
    },
    Language {
        names: "diff patch udiff",
        reader: Reader::Diff,
        ..NONE
    },
    Language {
        names: "yaml yml",
        reader: Reader::Yaml,
        ..NONE
    },
    Language {
        names: "markdown md mdx mkd",
        reader: Reader::Markdown,
        ..NONE
    },
];
