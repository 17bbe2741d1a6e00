// SPDX-License-Identifier: MIT
//
// Runs cases of an assembly, one after another, and prints how each ended with each of its inputs.
//
//   MUTATED_FILL=BYTE Harness ASSEMBLY CASE...
//
// BYTE is what the stack holds before each call.
using System;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

/* What cases call */
public static unsafe class Observer
{
	/* Memory at the same address in each process; its upper half is not 0, so that a cut address is seen. */
	const long blockAddress = 0x700000000;
	const int blockSize = 1 << 16, seen = 256;
	static readonly byte *block = (byte *) Map ((IntPtr) blockAddress, (IntPtr) blockSize, 3, 0x100032, -1, IntPtr.Zero);
	static object [] objects;
	internal static byte FillByte;
	internal static StringBuilder Text = new StringBuilder ();

	[DllImport ("libc", EntryPoint = "mmap")]
	static extern IntPtr Map (IntPtr address, IntPtr length, int protection, int flags, int file, IntPtr offset);

	internal static void Reset ()
	{
		if (block != (byte *) blockAddress)
			throw new Exception ("no memory at the address that the cases use");
		Text.Length = 0;
		for (int i = 0; i < blockSize; i++)
			block [i] = (byte) (i < 2 * seen ? i * 7 + 3 : 0);
		objects = new object [] { null, 5, "text", 7L, new int [] { 1, 2, 3 }, new object () };
	}

	/* Bytes that something was written to */
	internal static string Block ()
	{
		var changes = new StringBuilder ();

		for (int i = 0; i < blockSize; i++)
			if (block [i] != (byte) (i < 2 * seen ? i * 7 + 3 : 0))
				changes.AppendFormat (" [{0}]={1:x2}", i, block [i]);
		return changes.ToString ();
	}

	/* More of the stack than what is called uses */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Fill ()
	{
		byte *bytes = stackalloc byte [16384];

		for (int i = 0; i < 16384; i++)
			bytes [i] = FillByte;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Opaque (int value)
	{
		return value ^ 1;
	}

	/* ---- Inputs --------------------------------------------------------------------------------------------------- */

	enum Role { Number, Index, ReadFrom, WriteTo, Object }

	static ulong Bits (int input, int which)
	{
		ulong z = (ulong) which * 0x9e3779b97f4a7c15 + (ulong) input * 0xd1342543de82ef95;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		return (z ^ z >> 31) >> 8;
	}

	static readonly long [] numbers = {
		0, 1, -1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 0x7fffffff, -0x80000000, 0x12345678,
		-0x12345678, 100, -100
	};
	static readonly long [] longNumbers = { 0x123456789abcdef0, long.MaxValue, long.MinValue, 0x80000000, 0xffffffff, 0x100000000, -0x100000001 };
	static readonly int [] indices = { 0, 1, 2, 3, 8, 15, 16, -1 };
	static readonly double [] floats = { 0, 1, 1.5, 100.25, 0.1, 64, -1, -2.75, 300, -40000.5, 3e9, -3e9, 1e19, 1e30, -1e30, double.NaN };

	/* What is written lies behind what is read: of blocks that overlap, mini copies more or less at a time. */
	static long Place (int role, ulong chance)
	{
		return ((Role) role == Role.WriteTo ? seen : 0) + (long) (chance % 16) * 8;
	}

	static long Integer (int input, int role, int which, int bits)
	{
		ulong chance = Bits (input, which);

		switch ((Role) role) {
		case Role.Index: return indices [chance % 8];
		case Role.Object: return 0;
		case Role.ReadFrom: case Role.WriteTo: return chance % 8 == 0 ? 0 : (bits == 64 ? blockAddress : 0) + Place (role, chance / 8);
		}
		return bits == 64 && chance % 3 == 0 ? longNumbers [chance / 3 % 7] : numbers [chance / 3 % 25];
	}

	public static int Int32 (int input, int role, int which)
	{
		return (int) Integer (input, role, which, 32);
	}

	public static long Int64 (int input, int role, int which)
	{
		return Integer (input, role, which, 64);
	}

	public static IntPtr Native (int input, int role, int which)
	{
		return (IntPtr) Integer (input, role, which, 64);
	}

	public static float Float32 (int input, int role, int which)
	{
		return (float) floats [Bits (input, which) % 16];
	}

	public static double Float64 (int input, int role, int which)
	{
		return floats [Bits (input, which) % 16];
	}

	public static object Any (int input, int role, int which)
	{
		return (Role) role == Role.WriteTo ? null : objects [Bits (input, which) % 6];
	}

	public static ref int Address (int input, int role, int which)
	{
		return ref *(int *) (block + Place (role, Bits (input, which)));
	}

	public static void Bytes (IntPtr address, int size, int input, int which)
	{
		for (int i = 0; i < size; i++)
			((byte *) address) [i] = (byte) (Bits (input, which + i * 1000) % 3 * 0x7f + (ulong) i);
	}

	/* ---- Results -------------------------------------------------------------------------------------------------- */

	public static void See (int value)
	{
		Text.AppendFormat ("{0:x}", value);
	}

	public static void See (long value)
	{
		Text.AppendFormat ("{0:x}", value);
	}

	public static void See (IntPtr value)
	{
		Text.AppendFormat ("{0:x}", (long) value);
	}

	/* Bit for bit, but which NaN a NaN is, is nobody's promise. */
	public static void See (float value)
	{
		Text.Append (float.IsNaN (value) ? "NaN" : BitConverter.ToInt32 (BitConverter.GetBytes (value), 0).ToString ("x"));
	}

	public static void See (double value)
	{
		Text.Append (double.IsNaN (value) ? "NaN" : BitConverter.DoubleToInt64Bits (value).ToString ("x"));
	}

	/* What may be no object: nothing looks into it. */
	public static void SeeReference (object value)
	{
		for (int i = 0; i < objects.Length; i++)
			if (ReferenceEquals (objects [i], value)) {
				Text.Append ("object " + i);
				return;
			}
		Text.Append ("another");
	}

	public static void SeeObject (object value)
	{
		if (value == null)
			Text.Append ("null");
		else if (value is IConvertible || value is IntPtr)
			Text.Append (value.GetType ().Name + " " + value);
		else
			Text.Append (value.GetType ().Name);
	}

	public static void SeeBytes (IntPtr address, int size)
	{
		for (int i = 0; i < size; i++)
			Text.AppendFormat ("{0:x2}", ((byte *) address) [i]);
	}
}

static class Harness
{
	const int inputs = 4;

	static string Run (Action<int> run, int input)
	{
		string ended;

		Observer.Reset ();
		try {
			run (input);
			ended = "ran " + Observer.Text + Observer.Block ();
		} catch (Exception e) {
			ended = "threw " + e.GetType () + Observer.Block ();
		}
		return ended.Replace ('\n', ' ').Replace ('|', ' ');
	}

	static int Main (string [] arguments)
	{
		Assembly assembly = Assembly.LoadFrom (arguments [0]);
		var output = new StreamWriter (Console.OpenStandardOutput ()) { AutoFlush = true };

		Observer.FillByte = byte.Parse (Environment.GetEnvironmentVariable ("MUTATED_FILL"));
		for (int i = 1; i < arguments.Length; i++) {
			var ends = new string [inputs];
			string label = arguments [i];

			output.WriteLine ("begin " + label);
			var run = (Action<int>) Delegate.CreateDelegate (typeof (Action<int>), assembly.GetType ("Callers." + label + "_Caller", true), "Run");
			for (int input = 0; input < inputs; input++)
				ends [input] = Run (run, input);
			output.WriteLine ("end " + label + " " + string.Join ("|", ends));
		}
		return 0;
	}
}
