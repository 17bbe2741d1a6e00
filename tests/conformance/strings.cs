// Strings: literals, length, indexer and its check, concatenation, comparison, building (ECMA-335
// III.4.16)
using System;
using System.Runtime.CompilerServices;
using System.Text;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Literal () { return "literal \u00e9\u4e2d\ud83d\ude00\0end"; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool SameObject () { return (object) "interned" == (object) Same (); }
	static string Same () { return "interned"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static char At (string text, int index) { return text [index]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Length (string text) { return text.Length; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Hash (string text)
	{
		int hash = 17;
		for (int i = 0; i < text.Length; i++)
			hash = hash * 31 + text [i];
		return hash;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Concat (string a, object b, int c, string d) { return a + b + c + d; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Equal (string a, string b) { return a == b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Reverse (string text)
	{
		var made = new StringBuilder ();
		for (int i = text.Length - 1; i >= 0; i--)
			made.Append (text [i]);
		return made.ToString ();
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Made (char[] letters, int count)
	{
		return new string (letters) + new string ('=', count) + new string (letters, 1, 2);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Vowels (string text)
	{
		int count = 0;
		foreach (char c in text)
			if ("aeiou".IndexOf (c) >= 0)
				count++;
		return count;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static unsafe int Pinned (string text)
	{
		int sum = 0;
		fixed (char *first = text)
			for (char *c = first; *c != 0; c++)
				sum += *c;
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("length", Callees.Length (Callees.Literal ()));
		Report.Value ("hash", Callees.Hash (Callees.Literal ()));
		Report.Value ("same object", Callees.SameObject ());
		for (int i = 0; i < 4; i++)
			Report.Value ("at " + i, Callees.At ("abcd", i));
		Report.Throws ("at -1", () => Callees.At ("abcd", -1));
		Report.Throws ("at 4", () => Callees.At ("abcd", 4));
		Report.Throws ("at least", () => Callees.At ("abcd", int.MinValue));
		Report.Throws ("at in empty", () => Callees.At ("", 0));
		Report.Throws ("at in null", () => Callees.At (null, 0));
		Report.Throws ("length of null", () => Callees.Length (null));
		Report.Value ("concat", Callees.Concat ("a", 2.5, 3, null));
		Report.Value ("concat", Callees.Concat (null, null, -1, "d"));
		Report.Value ("equal", Callees.Equal ("ab", "a" + 'b'));
		Report.Value ("equal", Callees.Equal (null, ""));
		Report.Value ("reverse", Callees.Reverse ("stressed"));
		Report.Value ("made", Callees.Made ("xyz".ToCharArray (), 4));
		Report.Value ("vowels", Callees.Vowels ("conformance programs"));
		Report.Value ("pinned", Callees.Pinned ("pinned"));
		Report.Value ("switch", string.Format ("{0:x} {1} {2}", 255, 'c', "text").ToUpperInvariant ().Substring (1));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
