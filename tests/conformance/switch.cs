// switch: dense, sparse, negative and out of range values, fall-through, strings, nested in loops (ECMA-335 III.3.66)
using System;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Dense (int value)
	{
		switch (value) {
		case 0: return 100;
		case 1: return 101;
		case 2: case 3: return 123;
		case 4: goto case 0;
		case 5: return 105;
		default: return -1;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string FromNegative (int value)
	{
		switch (value) {
		case -3: return "minus three";
		case -2: return "minus two";
		case -1: return "minus one";
		case 0: return "zero";
		case 1: return "one";
		case 1000: return "thousand";
		case 1001: return "thousand and one";
		case int.MaxValue: return "greatest";
		case int.MinValue: return "least";
		}
		return "other";
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long OnLong (long value)
	{
		switch (value) {
		case 0: return 1;
		case 1: return 10;
		case 2: return 100;
		case 0x100000000: return 1000;
		case 0x100000001: return 10000;
		default: return -value;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OnByte (byte value)
	{
		switch (value) {
		case 250: return 1;
		case 251: return 2;
		case 252: return 3;
		case 253: return 4;
		case 255: return 5;
		default: return 0;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OnString (string value)
	{
		switch (value) {
		case "one": return 1;
		case "two": return 2;
		case "": return 0;
		case null: return -1;
		default: return 99;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Machine (string program)
	{
		int accumulator = 0;
		for (int i = 0; i < program.Length; i++) {
			switch (program [i]) {
			case '+': accumulator++; break;
			case '-': accumulator--; break;
			case '*': accumulator *= 3; break;
			case '!': return accumulator;
			case '?':
				if (accumulator > 100)
					accumulator -= 100;
				continue;
			default: accumulator ^= program [i]; break;
			}
			accumulator += 2;
		}
		return accumulator;
	}
}

static class Callers {
	public static void Run ()
	{
		foreach (int value in new [] { -1, 0, 1, 2, 3, 4, 5, 6, 7, int.MaxValue, int.MinValue, 1 << 20 })
			Report.Value ("dense " + value, Callees.Dense (value));
		foreach (int value in new [] { -5, -4, -3, -2, -1, 0, 1, 2, 999, 1000, 1001, 1002, int.MaxValue, int.MinValue })
			Report.Value ("from negative " + value, Callees.FromNegative (value));
		foreach (long value in new [] { -1, 0, 1, 2, 3, 0x100000000, 0x100000001, 0x100000002, long.MinValue })
			Report.Value ("on long " + value, Callees.OnLong (value));
		for (int value = 248; value < 260; value++)
			Report.Value ("on byte " + value, Callees.OnByte ((byte) value));
		foreach (string value in new [] { "one", "two", "three", "", null })
			Report.Value ("on string " + value, Callees.OnString (value));
		Report.Value ("machine", Callees.Machine ("++*x*-?+a*"));
		Report.Value ("machine", Callees.Machine ("+++*!+++"));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
