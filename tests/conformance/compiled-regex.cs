// Compiled regular expressions against interpreted ones
// (RegexOptions.Compiled: three dynamic methods each)
using System;
using System.Text.RegularExpressions;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Replaced (Match match)
	{
		return "<" + match.Index + ":" + match.Value.ToUpperInvariant () + ">";
	}
}

static class Callers {
	static readonly string[] patterns = {
		"a", "abc", "a*b+c?", "^\\s*(\\w+)\\s*=\\s*(.*?)\\s*$", "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)",
		"(a|ab)(c|bcd)(d*)", "(\\w)\\1", "(?i)HELLO", "\\bfoo\\b|bar$", "[^\\x00-\\x7f]+", "(?=\\d)\\w{2,4}",
		"(?<!\\d)\\d{2}(?!\\d)", "((\\d+)(?:,|$))+", "\\p{Lu}\\p{Ll}*", "(?>a+)ab", "(?<open>\\()+[^()]*(?<-open>\\))+",
		"^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$", "x*", "(?(a)ab|cd)", "[a-z-[aeiou]]+"
	};
	static readonly string[] texts = {
		"", "a", "aabbc", "abcd", "  key = some value  ", "on 2024-02-29 and 1999-12-31", "foo bar", "hello Hello HELLO",
		"1,22,333", "naïve Größe Ωmega", "((nested)) (one)", "192.168.0.255", "12 345 67", "aaab xxx cd", "book keeper"
	};

	static string Describe (Regex regex, string text)
	{
		string result = "";
		foreach (Match match in regex.Matches (text)) {
			result += match.Index + "+" + match.Length;
			for (int i = 1; i < match.Groups.Count; i++)
				result += "(" + match.Groups [i].Value + " x" + match.Groups [i].Captures.Count + ")";
			result += " ";
		}
		return result;
	}

	public static void Run ()
	{
		foreach (string pattern in patterns) {
			foreach (RegexOptions options in new[] { RegexOptions.None, RegexOptions.IgnoreCase, RegexOptions.Multiline,
			    RegexOptions.RightToLeft }) {
				var compiled = new Regex (pattern, options | RegexOptions.Compiled);
				var interpreted = new Regex (pattern, options);
				foreach (string text in texts) {
					string found = Describe (compiled, text);
					if (found != "")
						Report.Line (pattern + " in \"" + text + "\": " + found);
					if (found != Describe (interpreted, text))
						Report.Line ("    differs from the interpreted one: " + Describe (interpreted, text));
				}
			}
		}
		Report.Line (new Regex ("\\w+", RegexOptions.Compiled).Replace ("some words here", Callees.Replaced));
		Report.Value ("split", new Regex ("[,;]\\s*", RegexOptions.Compiled).Split ("a, b;c,  d"));
	}
}

class Program {
	static void Main () { Callers.Run (); }
}
