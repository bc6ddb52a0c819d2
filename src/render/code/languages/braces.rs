//! Languages of braces and semicolons.

use super::{
    ANGLE_TEXTS, AT_META, CALLS, CAPITALS, CASELESS, CHARS, DIRECTIVES, DOLLAR_NAMES, DOLLAR_WORDS,
    DOUBLE, HEREDOCS, KEYS, Language, NESTED_COMMENTS, NONE, PATTERNS, RUST, SINGLE, lines, quote,
    raw, with_hole,
};

pub(super) const ALL: &[Language] = &[
    Language {
        names: "javascript js jsx mjs cjs node typescript ts tsx mts cts",
        keywords: "abstract as async await break case catch class const continue debugger \
            declare default delete do else enum export extends finally for from function get if \
            implements import in infer instanceof interface is keyof let namespace new of \
            override private protected public readonly return satisfies set static super switch \
            this throw try type typeof unique var void while with yield",
        types: "any bigint boolean never number object string symbol unknown",
        constants: "Infinity NaN false null true undefined",
        quotes: &[DOUBLE, SINGLE, with_hole(lines("`"), "${", b'{', b'}')],
        flags: CALLS | CAPITALS | AT_META | DOLLAR_WORDS | PATTERNS | KEYS,
        ..NONE
    },
    Language {
        names: "json jsonc json5 jsonl ndjson geojson webmanifest",
        flags: KEYS,
        ..NONE
    },
    Language {
        names: "rust rs",
        keywords: "as async await break const continue crate dyn else enum extern fn for gen if \
            impl in let loop macro_rules match mod move mut pub ref return self static struct \
            super trait try type union unsafe use where while yield",
        types: "Self bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize",
        constants: "false true",
        prefixes: "b c",
        quotes: &[lines("\""), SINGLE],
        flags: CALLS | CAPITALS | RUST | CHARS | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "arduino c c++ cc cpp cu cuda cxx h hh hpp hxx ino mm obj-c objc objective-c \
            objectivec",
        keywords: "alignas alignof asm auto break case catch class co_await co_return co_yield \
            concept const const_cast consteval constexpr constinit continue decltype default \
            delete do dynamic_cast else enum explicit export extern final for friend goto if \
            inline mutable namespace new noexcept operator override private protected public \
            register reinterpret_cast requires restrict return sizeof static static_assert \
            static_cast struct switch template this thread_local throw try typedef typeid \
            typename union using virtual volatile while",
        types: "BOOL NSInteger NSUInteger bool byte char char16_t char32_t char8_t double float \
            id int int16_t int32_t int64_t int8_t intptr_t long ptrdiff_t short signed size_t \
            ssize_t string uint16_t uint32_t uint64_t uint8_t uintptr_t unsigned void wchar_t",
        constants: "NO NULL YES false nil nullptr true",
        prefixes: "L U u u8",
        quotes: &[raw("R\"(", ")\""), DOUBLE, SINGLE],
        flags: CALLS | CAPITALS | AT_META | DIRECTIVES | ANGLE_TEXTS | CHARS,
        ..NONE
    },
    Language {
        names: "csharp c# cs dotnet",
        keywords: "abstract add as async await base break case catch checked class const \
            continue default delegate do else enum event explicit extern finally fixed for \
            foreach from get global goto group if implicit in init interface internal into is \
            join let lock nameof namespace new operator orderby out override params partial \
            private protected public readonly record ref remove required return sealed select \
            set sizeof stackalloc static struct switch this throw try typeof unchecked unsafe \
            using value var virtual volatile when where while with yield",
        types: "bool byte char decimal double dynamic float int long nint nuint object sbyte \
            short string uint ulong ushort void",
        quotes: &[
            raw("\"\"\"", "\"\"\""),
            raw("@\"", "\""),
            raw("$@\"", "\""),
            with_hole(
                super::Quote {
                    open: "$\"",
                    close: "\"",
                    lines: false,
                    escapes: true,
                    hole: None,
                },
                "{",
                b'{',
                b'}',
            ),
            DOUBLE,
            SINGLE,
        ],
        flags: CALLS | CAPITALS | DIRECTIVES | CHARS,
        ..NONE
    },
    Language {
        names: "java groovy gradle jenkinsfile",
        keywords: "abstract as assert break case catch class const continue def default do else \
            enum exports extends final finally for goto if implements import in instanceof \
            interface module native new opens package permits private protected \
            provides public record requires return sealed static strictfp super switch \
            synchronized this throw throws transient try uses var volatile when while with yield",
        types: "boolean byte char double float int long short void",
        quotes: &[lines("\"\"\""), lines("'''"), DOUBLE, SINGLE],
        flags: CALLS | CAPITALS | AT_META,
        ..NONE
    },
    Language {
        names: "kotlin kt kts",
        keywords: "abstract actual annotation as break by catch class companion const \
            constructor continue crossinline data do else enum expect external final finally for \
            fun get if import in infix init inline inner interface internal is lateinit noinline \
            object open operator out override package private protected public reified return \
            sealed set super suspend tailrec this throw try typealias val value var vararg when \
            where while",
        quotes: &[
            with_hole(lines("\"\"\""), "${", b'{', b'}'),
            with_hole(DOUBLE, "${", b'{', b'}'),
            SINGLE,
        ],
        flags: CALLS | CAPITALS | AT_META | CHARS | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "scala sc sbt",
        keywords: "abstract case catch class def derives do else end enum export extends \
            extension final finally for forSome given if implicit import inline lazy macro match \
            new object opaque open override package private protected return sealed super then \
            this throw trait transparent try type using val var while with yield",
        prefixes: "f raw s",
        quotes: &[lines("\"\"\""), with_hole(DOUBLE, "${", b'{', b'}'), SINGLE],
        flags: CALLS | CAPITALS | AT_META | CHARS | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "swift",
        keywords: "actor any as associatedtype async await break case catch class continue \
            convenience default defer deinit didSet do dynamic else enum extension fallthrough \
            fileprivate final for func get guard if import in indirect infix init inout internal \
            is isolated lazy let macro mutating nonisolated nonmutating open operator optional \
            override postfix precedencegroup prefix private protocol public repeat required \
            rethrows return self set some static struct subscript super switch throw throws try \
            typealias unowned var weak where while willSet",
        types: "Self",
        constants: "false nil true",
        quotes: &[
            with_hole(lines("\"\"\""), "\\(", b'(', b')'),
            raw("#\"", "\"#"),
            with_hole(DOUBLE, "\\(", b'(', b')'),
        ],
        flags: CALLS | CAPITALS | AT_META | DIRECTIVES | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "go golang",
        keywords: "break case chan const continue default defer else fallthrough for func go \
            goto if import interface map package range return select struct switch type var",
        types: "any bool byte comparable complex128 complex64 error float32 float64 int int16 \
            int32 int64 int8 rune string uint uint16 uint32 uint64 uint8 uintptr",
        constants: "false iota nil true",
        quotes: &[DOUBLE, SINGLE, raw("`", "`")],
        flags: CALLS | CAPITALS | CHARS,
        ..NONE
    },
    Language {
        names: "dart flutter",
        keywords: "abstract as assert async await base break case catch class const continue \
            covariant default deferred do else enum export extends extension external factory \
            final finally for get hide if implements import in interface is late library mixin \
            new of on operator part required rethrow return sealed set show static super switch \
            sync this throw try typedef var when while with yield",
        types: "bool double dynamic int num void",
        prefixes: "r",
        quotes: &[
            with_hole(lines("\"\"\""), "${", b'{', b'}'),
            lines("'''"),
            with_hole(DOUBLE, "${", b'{', b'}'),
            with_hole(SINGLE, "${", b'{', b'}'),
        ],
        flags: CALLS | CAPITALS | AT_META | NESTED_COMMENTS,
        ..NONE
    },
    Language {
        names: "php php8 blade",
        keywords: "abstract and as break callable case catch class clone const continue declare \
            default do echo else elseif empty enddeclare endfor endforeach endif endswitch \
            endwhile enum eval exit extends final finally fn for foreach from function global \
            goto if implements include include_once instanceof insteadof interface isset list \
            match namespace new or php print private protected public readonly require \
            require_once return static switch throw trait try unset use var while xor yield",
        types: "array bool float int iterable mixed never object parent self string void",
        line: &["//", "# ", "#!"],
        quotes: &[lines("\""), lines("'")],
        flags: CALLS | CAPITALS | CASELESS | DOLLAR_NAMES | HEREDOCS,
        ..NONE
    },
    Language {
        names: "solidity sol",
        keywords: "abstract anonymous as assembly break calldata catch constant constructor \
            continue contract delete do else emit enum error event external fallback for from \
            function if immutable import indexed interface internal is library mapping memory \
            modifier new override payable pragma private public pure receive return returns \
            revert storage struct super this throw try type unchecked using view virtual while",
        types: "address bool bytes bytes32 int int256 string uint uint128 uint256 uint64 uint8",
        flags: CALLS | CAPITALS,
        ..NONE
    },
    Language {
        names: "zig",
        keywords: "align and anyframe anytype asm async await break callconv catch comptime \
            const continue defer else enum errdefer error export extern fn for if inline noalias \
            or orelse packed pub resume return struct suspend switch test threadlocal try union \
            unreachable usingnamespace var volatile while",
        types: "anyerror anyopaque bool comptime_float comptime_int f32 f64 i16 i32 i64 i8 isize \
            noreturn type u16 u32 u64 u8 usize void",
        constants: "false null true undefined",
        flags: CALLS | CAPITALS | AT_META,
        ..NONE
    },
    Language {
        names: "protobuf proto graphql gql",
        keywords: "directive enum extend extensions fragment implements import input interface \
            mutation on oneof option optional package query repeated required reserved returns \
            rpc scalar schema service stream subscription syntax type union",
        types: "bool bytes double fixed32 fixed64 float int32 int64 map sint32 sint64 string \
            uint32 uint64",
        line: &["//", "#"],
        quotes: &[lines("\"\"\""), DOUBLE, SINGLE],
        flags: CALLS | CAPITALS | AT_META | DOLLAR_NAMES,
        ..NONE
    },
    Language {
        names: "glsl hlsl wgsl metal shader",
        keywords: "attribute break case cbuffer const continue default discard do else flat fn \
            for if in inout layout let out precision register return struct switch uniform var \
            varying while",
        types: "bool double f32 float float2 float3 float4 float4x4 i32 int ivec2 ivec3 ivec4 \
            mat2 mat3 mat4 sampler2D u32 uint vec2 vec3 vec4 void",
        constants: "false true",
        flags: CALLS | AT_META | DIRECTIVES,
        ..NONE
    },
    Language {
        names: "hcl terraform tf tfvars bicep",
        keywords: "data else endfor endif for if in locals module moved output provider resource \
            terraform variable",
        types: "any bool list map number object set string tuple",
        line: &["#", "//"],
        quotes: &[with_hole(DOUBLE, "${", b'{', b'}')],
        flags: CALLS | HEREDOCS | super::ASSIGNED_NAMES,
        ..NONE
    },
    Language {
        names: "verilog systemverilog sv v",
        keywords: "always always_comb always_ff assign begin case default else end endcase \
            endfunction endmodule endtask for forever function generate genvar if initial inout \
            input module negedge output parameter posedge repeat return task while",
        types: "bit int integer logic real reg string wire",
        constants: "",
        quotes: &[DOUBLE],
        flags: CALLS | DOLLAR_WORDS,
        ..NONE
    },
    Language {
        names: "awk gawk",
        keywords: "BEGIN END break continue delete do else exit for function getline if in next \
            print printf return while",
        line: &["#"],
        block: &[],
        quotes: &[quote("\"")],
        flags: CALLS | DOLLAR_NAMES | PATTERNS,
        ..NONE
    },
    Language {
        names: "nginx nginxconf",
        constants: "off on",
        line: &["#"],
        block: &[],
        flags: super::COMMANDS | DOLLAR_NAMES,
        ..NONE
    },
];
