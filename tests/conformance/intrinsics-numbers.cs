// Intrinsics of System.Math, System.Threading.Volatile, Interlocked and Thread, on every type they have
using System;
using System.Runtime.CompilerServices;
using System.Threading;

public class Cells {
	public bool Boolean = true;
	public sbyte Int8 = -8;
	public byte UInt8 = 200;
	public short Int16 = -300;
	public ushort UInt16 = 60000;
	public int Int32 = 32;
	public uint UInt32 = 4000000000;
	public long Int64 = 1L << 40;
	public ulong UInt64 = 1UL << 63;
	public IntPtr Pointer = (IntPtr) 64;
	public UIntPtr UnsignedPointer = (UIntPtr) 65;
	public float Single = 1.5f;
	public double Double = -2.5;
	public object Reference = "object";
	public string Text = "text";
}

public static class CalleesMath {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Sqrt (double a) { return Math.Sqrt (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Abs (double a) { return Math.Abs (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Sin (double a) { return Math.Sin (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Cos (double a) { return Math.Cos (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Least (int a, int b)
	{
		return Math.Min (a, b) + " " + Math.Min ((uint) a, (uint) b) + " " + Math.Min ((long) a << 32, (long) b << 32) + " " +
			Math.Min ((ulong) a << 32, (ulong) b << 32);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Greatest (int a, int b)
	{
		return Math.Max (a, b) + " " + Math.Max ((uint) a, (uint) b) + " " + Math.Max ((long) a << 32, (long) b << 32) + " " +
			Math.Max ((ulong) a << 32, (ulong) b << 32);
	}
}

public static class CalleesMemory {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Read (Cells cells)
	{
		Thread.MemoryBarrier ();
		Interlocked.MemoryBarrier ();
		return Volatile.Read (ref cells.Boolean) + " " + Volatile.Read (ref cells.Int8) + " " +
			Volatile.Read (ref cells.UInt8) + " " + Volatile.Read (ref cells.Int16) + " " +
			Volatile.Read (ref cells.UInt16) + " " + Volatile.Read (ref cells.Int32) + " " +
			Volatile.Read (ref cells.UInt32) + " " + Volatile.Read (ref cells.Int64) + " " +
			Volatile.Read (ref cells.UInt64) + " " + Volatile.Read (ref cells.Pointer) + " " +
			Volatile.Read (ref cells.UnsignedPointer) + " " + Volatile.Read (ref cells.Single) + " " +
			Volatile.Read (ref cells.Double) + " " + Volatile.Read (ref cells.Reference) + " " +
			Volatile.Read (ref cells.Text) + " " + Interlocked.Read (ref cells.Int64);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Write (Cells cells, int value, string text)
	{
		Volatile.Write (ref cells.Boolean, value == 0);
		Volatile.Write (ref cells.Int8, (sbyte) value);
		Volatile.Write (ref cells.UInt8, (byte) value);
		Volatile.Write (ref cells.Int16, (short) value);
		Volatile.Write (ref cells.UInt16, (ushort) value);
		Volatile.Write (ref cells.Int32, value);
		Volatile.Write (ref cells.UInt32, (uint) value);
		Volatile.Write (ref cells.Int64, value);
		Volatile.Write (ref cells.UInt64, (ulong) value);
		Volatile.Write (ref cells.Pointer, (IntPtr) value);
		Volatile.Write (ref cells.UnsignedPointer, (UIntPtr) (uint) value);
		Volatile.Write (ref cells.Single, value);
		Volatile.Write (ref cells.Double, value);
		Volatile.Write (ref cells.Reference, text);
		Volatile.Write (ref cells.Text, text);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Count (Cells cells, int by)
	{
		return Interlocked.Increment (ref cells.Int32) + " " + Interlocked.Increment (ref cells.Int64) + " " +
			Interlocked.Decrement (ref cells.Int32) + " " + Interlocked.Decrement (ref cells.Int64) + " " +
			Interlocked.Add (ref cells.Int32, by) + " " + Interlocked.Add (ref cells.Int64, (long) by << 32);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Exchange (Cells cells, int value, string text)
	{
		return Interlocked.Exchange (ref cells.Int32, value) + " " + Interlocked.Exchange (ref cells.Int64, value) + " " +
			Interlocked.Exchange (ref cells.Pointer, (IntPtr) value) + " " + Interlocked.Exchange (ref cells.Single, value) +
			" " + Interlocked.Exchange (ref cells.Double, value) + " " + Interlocked.Exchange (ref cells.Reference, text) +
			" " + Interlocked.Exchange<string> (ref cells.Text, text);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Compare (Cells cells, int value, int expected, object reference)
	{
		return Interlocked.CompareExchange (ref cells.Int32, value, expected) + " " +
			Interlocked.CompareExchange (ref cells.Int64, value, expected) + " " +
			Interlocked.CompareExchange (ref cells.Pointer, (IntPtr) value, (IntPtr) expected) + " " +
			Interlocked.CompareExchange (ref cells.Single, value, expected) + " " +
			Interlocked.CompareExchange (ref cells.Double, value, expected) + " " +
			Interlocked.CompareExchange (ref cells.Reference, "new", reference) + " " +
			Interlocked.CompareExchange<string> (ref cells.Text, "new", (string) reference);
	}
}

public static class Callers {
	static readonly double [] numbers = {
		0, -0.0, 1, -1, 0.5, 2, 3, 4, 100, -100, 1e300, -1e300, 1e-300, double.Epsilon, double.MaxValue,
		double.PositiveInfinity, double.NegativeInfinity, double.NaN
	};

	public static void Run ()
	{
		foreach (double number in numbers)
			Console.WriteLine ("{0:x} {1:x}", BitConverter.DoubleToInt64Bits (CalleesMath.Sqrt (number)),
				BitConverter.DoubleToInt64Bits (CalleesMath.Abs (number)));
		for (int i = -20; i <= 20; i++)
			Console.WriteLine ("{0:x} {1:x}", BitConverter.DoubleToInt64Bits (CalleesMath.Sin (i / 4.0)),
				BitConverter.DoubleToInt64Bits (CalleesMath.Cos (i / 4.0)));
		foreach (int a in new [] { 0, 1, -1, 5, int.MinValue, int.MaxValue })
			foreach (int b in new [] { 0, 1, -1, int.MinValue, int.MaxValue })
				Console.WriteLine ("{0} | {1}", CalleesMath.Least (a, b), CalleesMath.Greatest (a, b));

		var cells = new Cells ();
		Console.WriteLine (CalleesMemory.Read (cells));
		CalleesMemory.Write (cells, -7, "written");
		Console.WriteLine (CalleesMemory.Read (cells));
		Console.WriteLine (CalleesMemory.Count (cells, -1000));
		Console.WriteLine (CalleesMemory.Exchange (cells, 12, "exchanged"));
		Console.WriteLine (CalleesMemory.Compare (cells, 13, 11, "other"));
		Console.WriteLine (CalleesMemory.Compare (cells, 13, 12, cells.Reference));
		Console.WriteLine (CalleesMemory.Read (cells));
	}
}

public static class Program {
	public static void Main ()
	{
		Callers.Run ();
		Report.Throws (() => CalleesMemory.Read (null));
		Report.Throws (() => CalleesMemory.Write (null, 1, ""));
		Report.Throws (() => CalleesMemory.Count (null, 1));
		Report.Throws (() => CalleesMemory.Exchange (null, 1, ""));
		Report.Throws (() => CalleesMemory.Compare (null, 1, 2, null));
	}
}
