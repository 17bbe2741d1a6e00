// Enumerations of every width as keys: the library hashes and compares them as numbers, without a cast
using System;
using System.Collections.Generic;

enum Int8 : sbyte { None, One = 1, Least = sbyte.MinValue, Most = sbyte.MaxValue }
enum UInt8 : byte { None, One = 1, Most = byte.MaxValue }
enum Int16 : short { None, One = 1, Least = short.MinValue, Most = short.MaxValue }
enum UInt16 : ushort { None, One = 1, Most = ushort.MaxValue }
enum Int32 { None, One = 1, Least = int.MinValue, Most = int.MaxValue }
enum UInt32 : uint { None, One = 1, Most = uint.MaxValue }
enum Int64 : long { None, One = 1, Least = long.MinValue, Most = long.MaxValue, Half = 1L << 32 }
enum UInt64 : ulong { None, One = 1, Most = ulong.MaxValue, Half = 1UL << 32 }

static class Callees {
	public static void Count<T> (Dictionary<T, int> counts, T value)
	{
		counts [value] = counts.ContainsKey (value) ? counts [value] + 1 : 1;
	}

	public static int Hash<T> (T value) { return EqualityComparer<T>.Default.GetHashCode (value); }
	public static bool Equal<T> (T a, T b) { return EqualityComparer<T>.Default.Equals (a, b); }
	public static int Order<T> (T a, T b) { return Math.Sign (Comparer<T>.Default.Compare (a, b)); }
}

static class Callers {
	public static void Try<T> (string name, params T [] values)
	{
		var counts = new Dictionary<T, int> ();
		foreach (T value in values)
			Callees.Count (counts, value);
		Report.Value (name, counts.Count);
		for (int i = 0; i < values.Length; i++) {
			Report.Value ("  hash of " + i, Callees.Hash (values [i]));
			Report.Value ("  count of " + i, counts [values [i]]);
			for (int j = 0; j < values.Length; j++) {
				Report.Value ("    equal to " + j, Callees.Equal (values [i], values [j]));
				Report.Value ("    order to " + j, Callees.Order (values [i], values [j]));
			}
		}
	}
}

static class Program {
	static void Main ()
	{
		Callers.Try ("sbyte", Int8.None, Int8.One, Int8.Least, Int8.Most, Int8.One);
		Callers.Try ("byte", UInt8.None, UInt8.One, UInt8.Most, UInt8.One);
		Callers.Try ("short", Int16.None, Int16.One, Int16.Least, Int16.Most, Int16.One);
		Callers.Try ("ushort", UInt16.None, UInt16.One, UInt16.Most, UInt16.One);
		Callers.Try ("int", Int32.None, Int32.One, Int32.Least, Int32.Most, Int32.One);
		Callers.Try ("uint", UInt32.None, UInt32.One, UInt32.Most, UInt32.One);
		Callers.Try ("long", Int64.None, Int64.One, Int64.Least, Int64.Most, Int64.Half, Int64.One);
		Callers.Try ("ulong", UInt64.None, UInt64.One, UInt64.Most, UInt64.Half, UInt64.One);
	}
}
