// SPDX-License-Identifier: MIT
// Calls the methods of a class in Rows.dll with many values, but for those named, and prints a line for each: all that came
// of it, as a number.
using System;
using System.Reflection;
using System.Runtime.InteropServices;

static unsafe class Differ
{
	static object[] Values (Type type)
	{
		if (type == typeof (int))
			return new object[] { 0, 1, 3, -3, 0x234, int.MaxValue, int.MinValue };
		if (type == typeof (byte))
			return new object[] { (byte) 0, (byte) 255 };
		if (type == typeof (long))
			return new object[] { 0L, 1L, -1L, 5L, 1L << 32, long.MaxValue };
		if (type == typeof (IntPtr))
			return new object[] { (IntPtr) 0, (IntPtr) 1, (IntPtr) (-1L), (IntPtr) (1L << 32), (IntPtr) long.MaxValue };
		if (type == typeof (float))
			return new object[] { 1.5f, -3.5f, 1e10f };
		if (type == typeof (float).MakeByRefType ())
			return new object[] { 2f };
		if (type == typeof (double).MakeByRefType ())
			return new object[] { 2d };
		if (type == typeof (double)) {
			// Enough of them to show a root that is rounded twice
			var values = new object [5003];
			for (int i = 3; i < values.Length; i++)
				values [i] = i * 0.37;
			values [0] = -3.5;
			values [1] = 2.5;
			values [2] = 1e22;
			return values;
		}
		return new object[] { Activator.CreateInstance (type.IsByRef ? type.GetElementType () : type) };
	}

	static long Bits (object value)
	{
		if (value is double)
			return BitConverter.DoubleToInt64Bits ((double) value);
		if (value is float)
			return BitConverter.DoubleToInt64Bits ((float) value);
		if (value is IntPtr)
			return (long) (IntPtr) value;
		if (value is UIntPtr)
			return (long) (ulong) (UIntPtr) value;
		if (value is ulong)
			return (long) (ulong) value;
		if (value is IConvertible)
			return Convert.ToInt64 (value);
		return value is ValueType && value.GetType ().Name == "Large" ? BitsOfLarge (value) : 0;
	}

	static long BitsOfLarge (object value)
	{
		GCHandle handle = GCHandle.Alloc (value, GCHandleType.Pinned);
		long bits = 0;
		for (int i = 0; i < 6; i++)
			bits = bits * 31 + ((long*) handle.AddrOfPinnedObject ()) [i];
		handle.Free ();
		return bits;
	}

	// What a call returned or threw, and left behind
	static long Call (MethodInfo method, object[] arguments)
	{
		long bits = 0;
		foreach (FieldInfo field in method.DeclaringType.GetFields (BindingFlags.Static | BindingFlags.NonPublic))
			field.SetValue (null, Activator.CreateInstance (field.FieldType));
		try {
			bits = Bits (method.Invoke (null, arguments));
		} catch (Exception exception) {
			// Mono does not wrap all of them.
			foreach (char letter in (exception.InnerException ?? exception).GetType ().Name)
				bits = bits * 31 + letter;
		}
		foreach (FieldInfo field in method.DeclaringType.GetFields (BindingFlags.Static | BindingFlags.NonPublic))
			bits = bits * 31 + Bits (field.GetValue (null));
		for (int i = 0; i < arguments.Length; i++)
			if (method.GetParameters () [i].ParameterType.IsByRef)
				bits = bits * 31 + Bits (arguments [i]);
		return bits;
	}

	static long CallAll (MethodInfo method, object[] arguments, int next)
	{
		long bits = 0;
		if (next == arguments.Length)
			return Call (method, arguments);
		foreach (object value in Values (method.GetParameters () [next].ParameterType)) {
			arguments [next] = value;
			bits = bits * 31 + CallAll (method, arguments, next + 1);
		}
		return bits;
	}

	static void Main (string[] arguments)
	{
		Type type = Assembly.LoadFrom (arguments [0]).GetType (arguments [1]);

		foreach (MethodInfo method in type.GetMethods (BindingFlags.Static | BindingFlags.Public))
			if (Array.IndexOf (arguments, method.Name.Split (' ') [0], 2) < 0)
				Console.WriteLine ("{0}: {1:x}", method.Name,
					CallAll (method, new object [method.GetParameters ().Length], 0));
	}
}
