/* SPDX-License-Identifier: MIT
 *
 * How conformance programs print: one line a value, floating point as its bits, so that equal output means equal
 * values.
 * Only Throws has a protected region (and so do the library methods that know the names of enumerations).
 */
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

public static class Report {
	public static void Line (string text)
	{
		Console.WriteLine (text);
	}

	public static void Value (string name, int value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, uint value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, long value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, ulong value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, float value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, double value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, bool value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, char value) { Line (name + " = " + Show (value)); }
	public static void Value (string name, object value) { Line (name + " = " + Show (value)); }

	/* Prints the type of the exception only: messages may differ between two runs of the same program. */
	public static void Throws (string name, Action code)
	{
		try {
			code ();
			Line (name + ": no exception");
		} catch (Exception e) {
			Line (name + ": " + e.GetType ().FullName);
		}
	}

	public static void Throws (Action code)
	{
		Throws ("outcome", code);
	}

	public static unsafe string Show (object value)
	{
		if (value == null)
			return "null";
		if (value is float) {
			float number = (float) value;
			return "float32 0x" + (*(uint *) &number).ToString ("x8");
		}
		if (value is double)
			return "float64 0x" + BitConverter.DoubleToInt64Bits ((double) value).ToString ("x16");
		if (value is char)
			return "char 0x" + ((int) (char) value).ToString ("x4");
		if (value is UIntPtr)
			return ((UIntPtr) value).ToUInt64 ().ToString ();
		if (value is string)
			return "\"" + (string) value + "\"";
		if (value is Array) {
			var elements = (Array) value;
			var text = new StringBuilder ("[");
			for (int i = 0; i < elements.Length; i++)
				text.Append (i > 0 ? ", " : "").Append (Show (elements.GetValue (i)));
			return text.Append (']').ToString ();
		}
		if (value is Enum)
			return ((IConvertible) value).ToInt64 (null).ToString ();
		return value.ToString ();
	}
}

/* Values of any struct without references, filled and read byte by byte. */
public static class Bytes {
	public static T Fill<T> (int seed) where T : struct
	{
		object box = default (T);
		GCHandle handle = GCHandle.Alloc (box, GCHandleType.Pinned);
		int size = Size<T> ();
		for (int i = 0; i < size; i++)
			Marshal.WriteByte (handle.AddrOfPinnedObject (), i, (byte) (seed * 31 + i * 7 + 1));
		handle.Free ();
		return (T) box;
	}

	public static string Show<T> (T value) where T : struct
	{
		object box = value;
		GCHandle handle = GCHandle.Alloc (box, GCHandleType.Pinned);
		int size = Size<T> ();
		var text = new StringBuilder (2 * size);
		for (int i = 0; i < size; i++)
			text.Append (Marshal.ReadByte (handle.AddrOfPinnedObject (), i).ToString ("x2"));
		handle.Free ();
		return text.ToString ();
	}

	static int Size<T> () where T : struct
	{
		return Marshal.SizeOf (typeof (T));
	}
}
